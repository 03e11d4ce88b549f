import { emptyModel } from '../risk/model/empty-model'
import { nameIn } from '../risk/model/names'
import { changedColumns } from '../risk/prisma/changed-columns'
import { enumRecreations } from '../risk/prisma/enum-recreations'
import { executedLosses } from '../risk/prisma/executed-losses'
import { announcedLosses } from '../risk/prisma/warnings-header'
import { parseScript } from '../sql/parse'

/** Takes out of Prisma's header what the SQL below no longer does; the header too, where nothing is left in it. */
export function dropStaleWarnings(sql: string): string {
  const announced = announcedLosses(sql)
  if (announced === null) return sql
  const { statements } = parseScript(sql)
  const script = { statements, before: emptyModel({ complete: false }), isFresh: () => false }
  const executed = executedLosses(script)
  const recreated = enumRecreations(script).map(({ key }) => nameIn(key))
  const added = changedColumns(script).added
  const stale = announced.filter(({ kind, owner, name }) => {
    if (kind === 'enum value') return !recreated.includes(owner)
    return !executed.some((each) => each.kind === kind && each.owner === owner && each.name === name)
  })
  const lines = new Set(stale.map(({ position }) => lineAt(sql, position)))
  const kept = sql.split('\n').filter((line, index) => {
    if (lines.has(index)) return false
    const required = /^\s*- Added the required column `([^`]+)` to the `([^`]+)` table/.exec(line)
    if (!required) return true
    return added.some(({ name, table }) => name === required[1] && nameIn(table) === required[2])
  })
  return kept.join('\n').replace(/^\s*\/\*\s*Warnings:\s*\*\/\s*/, '')
}

function lineAt(sql: string, position: number): number {
  return sql.slice(0, position).split('\n').length - 1
}
