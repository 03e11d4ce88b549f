import type { z } from 'zod'
import type { failedSchema } from '../../domain/answers/outcome-schema'
import type { resolveAnswer } from '../../domain/answers/resolve-answer'
import { answerOf, type Ran, runHeadgate } from './run-headgate'

type Answer = z.infer<typeof resolveAnswer> & Partial<Pick<z.infer<typeof failedSchema>, 'failure'>>

/** `headgate resolve --json` on a project and a database. */
export function resolver(project: string, url: string) {
  const env = { GIT_CEILING_DIRECTORIES: '/' }
  return async (...args: string[]): Promise<{ code: Ran['code']; answer: Answer }> => {
    const ran = await runHeadgate(['resolve', '--json', '--url', url, ...args], { cwd: project, env })
    return { code: ran.code, answer: await answerOf<Answer>('resolve', ran) }
  }
}

/** `kind migration: the ways that are possible`, the recommended one marked. */
export function summary({ troubles }: Pick<Answer, 'troubles'>): string[] {
  return troubles.map(({ kind, migration, ways }) => {
    const possible = ways.filter(({ resolution }) => resolution !== null)
    const words = possible.map((way) => `${way.kind}${way.recommended ? '*' : ''}`)
    return `${kind} ${migration ?? '-'}: ${words.join(' ')}`
  })
}
