import type { Probe } from '../../domain/finding'
import { quoteIdent, shown } from '../words/names'
import type { AskedTable } from './asked-table'
import { type CastAsked, failingCast } from './failing-casts'
import { lossyCast } from './lossy-casts'
import { matchingProbe } from './matching-rows'
import { typeWords } from './type-names'

type Asked = Omit<CastAsked, 'value'>

/** Counts the values that cannot become another type, and those that would lose a part of themselves. Empty: none can. */
export function castProbes(rule: string, table: AskedTable, column: string, asked: Asked): Probe[] {
  const value = `t.${quoteIdent(column)}`
  const given = { table, value: `left(${value}::text, 200)` }
  const id = `${rule}:${table.key}.${column}`
  const what = `Values of ${shown(table.key)}.${column}`
  const fails = failingCast({ ...asked, value })
  const loses = lossyCast({ ...asked, value })
  return [
    ...(fails !== null && fails !== 'never'
      ? [
          matchingProbe({
            ...given,
            id,
            question: `${what} that are no ${typeWords(asked.to)}`,
            means: 'fails',
            where: fails,
          }),
        ]
      : []),
    ...(loses !== null
      ? [
          matchingProbe({
            ...given,
            id: `${id}:loses`,
            question: `${what} that lose a part as ${typeWords(asked.to)}`,
            means: 'loses',
            where: loses,
          }),
        ]
      : []),
  ]
}
