import { fail, ok, type Result } from '../domain/failure'
import type { Invocation } from './command'

export interface Question {
  command: string
  /** What would be done, as a sentence: `This would change localhost/shop`. */
  act: string
  /** Shown before the question, on stderr. */
  show: string[]
  question: string
  /** What is lost or does not come back; asked for by --accept-loss where nobody can be asked. */
  losses: string[]
}

/**
 * The yes before an act: asked for on a terminal, `--yes` elsewhere, and `--accept-loss` too where something is lost.
 * Resolves to whether it was given. Fails with `usage_wrong` where nobody can be asked and it was not.
 */
export async function agree(
  { command, act, show, question, losses }: Question,
  { values, terminal, signal }: Pick<Invocation, 'values' | 'terminal' | 'signal'>,
): Promise<Result<boolean>> {
  const yes = values.yes === true
  const accepted = losses.length === 0 || values['accept-loss'] === true
  if (yes && accepted) return ok(true)
  if (terminal.interactive) {
    terminal.log(show.join('\n'))
    return ok(await terminal.confirm(`\n${question}`, signal))
  }
  const missing = [...(yes ? [] : ['--yes']), ...(accepted ? [] : ['--accept-loss'])].join(' ')
  const lost = accepted ? '' : ` What would be lost: ${losses.join('; ')}.`
  return fail('usage_wrong', `${act}, and nobody can be asked here: say ${missing}.${lost}`, {
    ...(losses.length > 0 && { losses }),
    next: `headgate ${command} --yes${losses.length > 0 ? ' --accept-loss' : ''}, or with --dry-run to look first.`,
  })
}
