import type { CatalogChange } from '../../domain/catalog'
import { parseCatalogKey, tableKeyOf } from '../../domain/catalog-key'
import type { MigrationFile } from '../../domain/migration'
import type { Situation } from '../situation'

/**
 * Migrations that were edited after they were applied and whose old text nobody knows: their files as they are now
 * stand for them, so that what the edit changed looks like drift.
 */
export async function unknownEdits({ question, statuses }: Situation): Promise<MigrationFile[]> {
  const edited = statuses.filter(({ state }) => state === 'edited')
  const known = await Promise.all(
    edited.map(
      async ({ name, row }) => row === null || (await question.past.text(name, row.checksum)) !== null,
    ),
  )
  const names = new Set(edited.filter((_, index) => !known[index]).map(({ name }) => name))
  return question.revision.migrations.filter(({ name }) => names.has(name))
}

/**
 * The differences that such an edit would have made: its file builds something that the live schema has not, or has
 * otherwise. What an edit took out of a file cannot be told from what somebody made by hand.
 */
export function changesOfEdits(changes: CatalogChange[], edits: MigrationFile[]): CatalogChange[] {
  const mentioned = (name: string) => edits.some(({ sql }) => sql.includes(name))
  const gone = changes
    .filter(({ key, after }) => key.startsWith('table:') && after === null)
    .filter(({ key }) => mentioned(nameOf(key)))
  const tables = new Set(gone.map(({ key }) => key))
  return changes.filter(({ key, before }) => {
    if (before === null) return false
    const [name, table] = [nameOf(key), tableKeyOf(key)]
    if (table !== null && tables.has(table)) return true
    // PostgreSQL names what a script leaves without a name after its table.
    const named = mentioned(name) || [...tables].some((each) => name.startsWith(`${nameOf(each)}_`))
    if (table === null) return named
    return mentioned(nameOf(table)) && (named || name.startsWith(`${nameOf(table)}_`))
  })
}

function nameOf(key: string): string {
  return (parseCatalogKey(key).path.at(-1) ?? '').replace(/\(.*$/s, '')
}
