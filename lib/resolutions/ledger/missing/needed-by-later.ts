import { readFacts } from '../../../databases/postgres/definitions/facts'
import { writeDefinitions } from '../../../databases/postgres/definitions/write-definitions'
import type { Catalog } from '../../../domain/catalog'
import { catalogDelta } from '../../../domain/catalog-delta'
import { parseCatalogKey, tableKeyOf } from '../../../domain/catalog-key'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import type { MigrationFile } from '../../../domain/migration'
import type { ResolvingPorts, Situation } from '../../situation'
import { builds, onShadow } from '../shadow-of'
import type { MissingPicture } from './missing-case'

/** Each is a replay. */
const attempts = 40

/**
 * What a lost migration must have done where later ones build on it, so that the rest does not apply without it: found
 * by trying. What a later script misses is taken from the live schema, until all apply; what then still differs from
 * the live schema was the lost one's too. Resolves to its SQL, at its place and before the later ones.
 */
export async function neededByLater(
  ports: ResolvingPorts,
  situation: Situation,
  { history, request }: MissingPicture,
  lost: string,
): Promise<Result<string>> {
  const live = situation.catalog
  const byName = [...history.scripts].sort((a, b) => (a.name < b.name ? -1 : 1))
  const earlier = byName.filter(({ name }) => name < lost)
  const later = byName.filter(({ name }) => name > lost)
  const base = await onShadow(ports, request, earlier, [], async ({ session, catalog }) => ({
    catalog: await catalog(),
    facts: await readFacts(session),
  }))
  if (!base.ok) return base
  const facts = await readFacts(situation.live)
  const all = catalogDelta(base.value.catalog, live)
  const wanted = new Set<string>()
  const others = new Set<string>()
  let last: Failure | null = null
  for (let attempt = 0; attempt < attempts; attempt++) {
    const changes = all.filter(({ key }) => wanted.has(key) && !others.has(key))
    const { statements } = writeDefinitions(changes, base.value, facts, { roles: facts.roles })
    const sql = statements.map((statement) => `${statement};\n`).join('')
    const built = await builds(ports, situation, [...earlier, { name: lost, sql, checksum: '' }, ...later])
    const before = wanted.size + others.size
    if (built.ok) {
      const left = catalogDelta(built.value, live)
      if (left.length === 0) return ok(sql)
      for (const { key } of left) wanted.add(key)
    } else {
      last = built.failure
      const script = later.find(({ name }) => name === built.failure.meta.migration)
      for (const key of missed(built.failure, live, script)) wanted.add(key)
      for (const key of alreadyThere(built.failure, live)) others.add(key)
    }
    if (wanted.size + others.size === before) break
  }
  return last
    ? { ok: false, failure: last }
    : fail(
        'migration_does_not_replay',
        'What the lost migration did could not be told from what later ones did.',
      )
}

/** Keys of live objects that an error says are not there. */
function missed(failure: Failure, live: Catalog, script: MigrationFile | undefined): string[] {
  const message = failure.meta.database?.message ?? failure.why
  if (!/does not exist/.test(message)) return []
  const column = /column "?(?:[^". ]+"?\.)?"?([^" ]+)"? (?:of relation "([^"]+)"|.*does not exist)/.exec(
    message,
  )
  if (column) {
    const [, name = '', table] = column
    return Object.keys(live).filter((key) => {
      const { kind, path } = parseCatalogKey(key)
      if (kind !== 'column' || path[2] !== name) return false
      return table === undefined ? (script?.sql.includes(path[1] ?? '') ?? false) : path[1] === table
    })
  }
  const named = /(?:relation|type|table|function) "?([^" (]+)"?.* does not exist/
    .exec(message)?.[1]
    ?.split('.')
    .at(-1)
  if (named === undefined) return []
  return Object.keys(live).filter((key) => {
    const { kind, path } = parseCatalogKey(key)
    if (path[1] === named && !/^(column|constraint|index|trigger|policy)$/.test(kind)) return true
    const table = tableKeyOf(key)
    if (table === null || parseCatalogKey(table).path[1] !== named) return false
    return kind === 'column' || (kind === 'constraint' && /PRIMARY KEY/.test(live[key] ?? ''))
  })
}

/** Keys of objects that a later script makes itself. */
function alreadyThere(failure: Failure, live: Catalog): string[] {
  const message = failure.meta.database?.message ?? failure.why
  const column = /column "([^"]+)" of relation "([^"]+)" already exists/.exec(message)
  if (column) {
    return Object.keys(live).filter((key) => {
      const { kind, path } = parseCatalogKey(key)
      return kind === 'column' && path[2] === column[1] && path[1] === column[2]
    })
  }
  const named = /(?:relation|type|constraint|function) "([^"]+)".* already exists/.exec(message)?.[1]
  if (named === undefined) return []
  return Object.keys(live).filter((key) => parseCatalogKey(key).path.at(-1) === named)
}
