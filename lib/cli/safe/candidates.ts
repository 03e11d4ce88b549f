import type { Local } from '../../composition/local'
import { newestMajor } from '../../databases/embedded/binaries'
import { ok, type Result } from '../../domain/failure'
import { pendingStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import { readLedger } from '../../engines/prisma/ledger'
import { safeVersion } from '../../recipes/safe-version'
import { analyse } from '../../risk/analyse'
import { emptyModel } from '../../risk/model/empty-model'
import { loadParser } from '../../sql/parse'

export interface Candidate {
  migration: string
  dangers: number
  warnings: number
}

/**
 * The migrations that hold findings which can be rewritten: of those that are pending on the database, else of all.
 * Newest first; judged by their text alone, without a shadow. Fails as connecting does.
 */
export async function candidatesOf({ project, database, url }: Local): Promise<Result<Candidate[]>> {
  await loadParser()
  const { migrations, schemaFiles } = project
  let applied = new Set<string>()
  let postgres = newestMajor
  if (url !== null) {
    const opened = await database.open(url, { applicationName: 'headgate safe' })
    if (!opened.ok) return opened
    const { rows } = await readLedger(opened.value).finally(() => opened.value.close())
    const statuses = migrationStatuses(migrations, rows)
    applied = new Set(statuses.filter(({ state }) => !pendingStates.includes(state)).map(({ name }) => name))
    postgres = opened.value.identity.major
  }
  const scripts = migrations.map(({ name, sql }) => ({ name, sql, silent: applied.has(name) }))
  const { findings } = analyse(scripts, emptyModel({ complete: true }), {
    postgres,
    runner: 'headgate',
    together: url !== null,
    hygiene: false,
    guarded: true,
    live: false,
    prismaSchema: schemaFiles.map(({ content }) => content).join('\n'),
  })
  const names = migrations.map(({ name }) => name)
  const found = migrations.map((migration): Candidate => {
    const own = findings.filter((each) => each.migration === migration.name && each.recipe?.rewrite)
    const { checksum } = migration
    const taken = new Set(own.length > 0 ? safeVersion(migration, own, { names, checksum }).taken : [])
    const of = (wanted: string) =>
      own.filter(({ id, severity }) => taken.has(id) && severity === wanted).length
    return { migration: migration.name, dangers: of('danger'), warnings: of('warning') }
  })
  return ok(found.filter(({ dangers, warnings }) => dangers + warnings > 0).reverse())
}
