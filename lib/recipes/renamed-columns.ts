import type { Finding } from '../domain/finding'
import { schemaOf } from '../risk/model/names'
import { nodeOf } from '../sql/node-of'
import { parseScript } from '../sql/parse'
import type { RenamedColumn } from './planted-row'

/** What the recipes of these findings rename, as far as rows can show it. */
export function renamedColumns(findings: readonly Finding[]): RenamedColumn[] {
  return findings.flatMap(({ recipe, tables }) => {
    const { rewrite } = recipe ?? {}
    const [table] = tables
    if (recipe?.id !== 'rename' || !rewrite || table === undefined) return []
    const texts = [rewrite.instead, ...(rewrite.elsewhere ?? []).map(({ instead }) => instead)]
    return texts.flatMap((text) => renamesIn(text, table))
  })
}

function renamesIn(text: string, table: string): RenamedColumn[] {
  return parseScript(text).statements.flatMap(({ tree }): RenamedColumn[] => {
    const rename = tree && nodeOf(tree, 'RenameStmt')
    if (!rename?.newname) return []
    if (rename.renameType === 'OBJECT_TABLE') {
      const newTable = `${schemaOf(table)}.${rename.newname}`
      return [{ table, newTable, from: null, to: null }]
    }
    if (rename.renameType !== 'OBJECT_COLUMN' || !rename.subname) return []
    return [{ table, newTable: table, from: rename.subname, to: rename.newname }]
  })
}
