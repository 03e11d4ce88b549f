import { fail, ok, type Result } from '../../domain/failure'
import type { Plan } from '../../domain/plan'
import { beyondDatabase } from '../../sql/beyond-database'
import { loadParser } from '../../sql/parse'

/** A copy holds nobody back who works on its server: what names that is not tried, since trying it would do it. */
export async function refuseBeyond({ migrations, reverse, keptReverse }: Plan): Promise<Result<void>> {
  await loadParser()
  const kept = (keptReverse?.parts ?? []).flatMap((part) =>
    part.kind === 'sql' ? part.statements.map(({ text }) => text) : [],
  )
  const scripts = [
    ...migrations.map(({ name, sql }) => ({ name, sql })),
    { name: 'The reverse SQL', sql: reverse.sql ?? '' },
    { name: 'The reverse with kept data', sql: kept.join(';\n') },
  ]
  for (const { name, sql } of scripts) {
    const [first] = beyondDatabase(sql)
    if (first)
      return fail(
        'rehearsal_refused',
        `${name}, line ${first.line}: ${first.summary} reaches beyond its database.`,
      )
  }
  return ok()
}
