import { fail, ok, type Result } from '../../domain/failure'
import { laterName } from '../ledger/later-name'

/** `20261123010203_add_order_notes`, after all of `names`. Fails: invalid_input. */
export function migrationName(wanted: string, now: Date, names: string[]): Result<string> {
  const trimmed = wanted.trim()
  if (/[/\\]/.test(trimmed) || trimmed.includes('..'))
    return fail(
      'invalid_input',
      `“${shown(trimmed)}” leads to another folder: a migration’s name has no slash and no two dots.`,
    )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(trimmed))
    return fail('invalid_input', 'The name holds a control character.')
  const words = trimmed
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  if (words === '')
    return fail(
      'invalid_input',
      `“${shown(trimmed)}” holds no letter and no digit that a folder’s name can have: use a few words, like add_order_notes.`,
    )
  if (words.length > 100)
    return fail('invalid_input', `The name is ${words.length} characters long: up to 100 are allowed.`)
  const time = now.toISOString().replace(/\D/g, '').slice(0, 14)
  const name = `${time}_${words}`
  // A clock that is behind, or names that are ahead of it, must not bring it in the middle of the history.
  return ok(names.every((other) => other < name) ? name : laterName(names, words))
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name
}
