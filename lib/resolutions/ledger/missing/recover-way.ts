import { createHash } from 'node:crypto'
import { readFacts } from '../../../databases/postgres/definitions/facts'
import { catalogDelta } from '../../../domain/catalog-delta'
import { fail, ok, type Result } from '../../../domain/failure'
import type { FileChange } from '../../../domain/file-change'
import type { MigrationFile } from '../../../domain/migration'
import type { LedgerChange, Way } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { completeSql } from '../complete-sql'
import { draftResolution, impossible, possible } from '../draft-resolution'
import { folderNameProblem } from '../folder-name'
import { builds } from '../shadow-of'
import { changesWords, failureWords } from '../words'
import type { MissingPicture } from './missing-case'
import { neededByLater } from './needed-by-later'

/**
 * Files for the migrations whose text nobody knows: what the live schema holds beyond the rest of the history goes into
 * the last of them, and the others say so. Those whose text is known come back with it.
 */
export async function recoverWay(
  ports: ResolvingPorts,
  situation: Situation,
  picture: MissingPicture,
): Promise<Way | null> {
  const { cases, built } = picture
  const lost = cases.filter(({ past }) => past === null)
  const last = lost.at(-1)
  if (!last) return null
  const title =
    lost.length === 1
      ? 'Write a file with what it did, read from the live schema'
      : `Write files for all ${lost.length} that are lost, from what the live schema holds`
  const no = (...because: string[]) => impossible('recover_file', title, because)
  const problem = lost.map(({ name }) => folderNameProblem(name)).find((each) => each !== null)
  if (problem) return no(problem)
  if (built.ok && catalogDelta(built.value, situation.catalog).length === 0) {
    return no('The schema holds nothing beyond the rest of the history.')
  }
  const first = await recoverIn(ports, situation, picture, last.name, () =>
    beyondTheRest(ports, situation, picture),
  )
  const { name: earliest } = lost[0] ?? last
  const found = first.ok
    ? first
    : await recoverIn(ports, situation, picture, earliest, () =>
        neededByLater(ports, situation, picture, earliest),
      )
  if (!found.ok) {
    return no(
      `${failureWords(found.failure)} Where it cannot be written, it can be forgotten, and what stays adopted as a new migration.`,
    )
  }
  const { recovered, carrier } = found.value
  const back = cases.filter(({ past, renamed }) => past !== null && renamed === null)
  const files: FileChange[] = [
    ...back.map(({ name, past }) => write(name, past?.sql ?? '')),
    ...recovered.map(({ name, sql }) => write(name, sql)),
  ]
  const ledger = recovered.map(({ name, checksum }): LedgerChange => {
    const { row } = lost.find((each) => each.name === name) ?? last
    return { change: 'set_checksum', id: row.id, name, checksum }
  })
  return possible(
    draftResolution(situation, {
      kind: 'recover_file',
      trouble: 'missing',
      migration: null,
      title,
      does: [
        ...back.map(({ name, past }) => `Writes ${name}/migration.sql with its text from ${past?.from}.`),
        `Writes ${carrier}/migration.sql with what the live schema holds of it.`,
        ...lost
          .filter(({ name }) => name !== carrier)
          .map(({ name }) => `Writes ${name}/migration.sql, which only says so.`),
        `Sets the ${lost.length === 1 ? 'checksum' : 'checksums'} in the ledger to that of the new ${lost.length === 1 ? 'file' : 'files'}. The schema is not touched.`,
      ],
      proof: [
        'All applied migrations with the new files at their places, replayed on a shadow database, build exactly the live schema.',
      ],
      warnings: [
        'It is what the schema holds, not what was written: what the lost migration did to rows is not in it, and drift, if there was any, is.',
        'Other databases to which it was applied need the same checksum.',
      ],
      takeBack: `Delete the ${lost.length === 1 ? 'folder' : 'folders'}; the ${lost.length === 1 ? 'checksum' : 'checksums'} of the ledger ${lost.length === 1 ? 'was' : 'were'} ${lost.map(({ row }) => row.checksum).join(', ')}.`,
      next: 'Commit the files.',
      files,
      ledger,
    }),
    true,
  )
}

interface Recovered {
  recovered: MigrationFile[]
  /** The one that holds all of it. */
  carrier: string
}

/** Files for all that are lost, proved at their places among the others. */
async function recoverIn(
  ports: ResolvingPorts,
  situation: Situation,
  { cases, history }: MissingPicture,
  carrier: string,
  write: () => Promise<Result<string>>,
): Promise<Result<Recovered>> {
  const written = await write()
  if (!written.ok) return written
  const content = `-- Recovered from a live schema: what it holds beyond the other migrations.\n\n${written.value}`
  const lost = cases.filter(({ past }) => past === null)
  const recovered = lost.map(({ name }): MigrationFile => {
    const sql = name === carrier ? content : `-- Recovered: what this migration did is in ${carrier}.\n`
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
  const fresh = [...history.scripts, ...recovered].sort((a, b) => (a.name < b.name ? -1 : 1))
  const tried = await builds(ports, situation, fresh)
  if (!tried.ok) return tried
  const astray = catalogDelta(tried.value, situation.catalog)
  if (astray.length === 0) return ok({ recovered, carrier })
  const why = `At its place among the others it builds something else: ${changesWords(astray)}.`
  return fail('migration_does_not_replay', why)
}

/** SQL from what the rest of the history builds to the live schema. */
async function beyondTheRest(
  ports: ResolvingPorts,
  situation: Situation,
  { history, request }: MissingPicture,
): Promise<Result<string>> {
  const { question } = situation
  const diff = await ports.engine.diff(
    { url: question.url, shadow: request },
    { of: 'migrations', migrations: history.scripts },
    { of: 'database' },
    question.revision.schemaFiles,
  )
  const completed = await completeSql(ports, {
    request,
    history: history.scripts,
    engine: diff.ok ? ok(diff.value.sql) : diff,
    goal: { catalog: situation.catalog, facts: await readFacts(situation.live) },
  })
  if (!completed.ok) return completed
  const { sql, left } = completed.value
  if (left.length === 0) return ok(sql)
  const why = `Not all of it can be written as SQL automatically: ${changesWords(left)}.`
  return fail('migration_does_not_replay', why)
}

function write(name: string, content: string): FileChange {
  return { change: 'write', path: `${name}/migration.sql`, content, replaces: null }
}
