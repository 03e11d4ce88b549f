import type { FileChange } from '../domain/file-change'
import type { Finding, Recipe, RecipeMigration, RewrittenPlace } from '../domain/finding'
import { parseScript } from '../sql/parse'
import { EditError, editScript } from './edit-script'
import { nameBetween } from './names-between'
import { dropStaleWarnings } from './stale-warnings'

export interface SafeMigration {
  name: string
  sql: string
  /** Which release it belongs to, in words. */
  release: string
}

export interface SafeVersion {
  /** The migration's file anew, and the ones around it. Empty: nothing could be done. */
  files: FileChange[]
  /** In the order in which they are deployed; the migration itself among them. */
  migrations: SafeMigration[]
  /** Ids of the findings that it takes care of. */
  taken: string[]
  /** What it leaves as it is, and why, a sentence each. */
  left: string[]
}

export interface SafeOptions {
  /** Names of all migrations of the project. */
  names: readonly string[]
  /** sha256 (hex) of the migration's file, as it is now. */
  checksum: string
}

type Rewrite = NonNullable<Recipe['rewrite']>

/**
 * The safe way of a pending migration: each finding's recipe, where it can be written, in as many migrations as their
 * transactions demand. Text work alone: nothing says yet that it ends in the same schema. Needs `loadParser()` before.
 */
export function safeVersion(
  migration: { name: string; sql: string },
  findings: readonly Finding[],
  options: SafeOptions,
): SafeVersion {
  const chosen = choose(migration, findings)
  if (chosen.taken.length === 0) return { files: [], migrations: [], taken: [], left: chosen.left }
  const { sql, left } = chosen
  if (onlyPutsOff(chosen)) {
    const waits = `All of ${migration.name} belongs in a later release, and can wait for it as it is`
    return { files: [], migrations: [], taken: [], left: [...left, `${waits}.`] }
  }
  const before = chosen.before.flatMap(split)
  const after = [...chosen.after].sort((a, b) => order(a) - order(b)).flatMap(split)
  const migrations = named(migration.name, { before, sql, after }, options.names)
  const files = migrations.map((each): FileChange => {
    const replaces = each.name === migration.name ? options.checksum : null
    return { change: 'write', path: `${each.name}/migration.sql`, content: each.sql, replaces }
  })
  return { files, migrations, taken: chosen.taken.map(({ id }) => id), left }
}

interface Chosen {
  taken: Finding[]
  left: string[]
  sql: string
  before: Titled[]
  after: Titled[]
}

interface Titled extends RecipeMigration {
  title: string
  /** Of the finding, so that migrations come in the order of the statements that they are made of. */
  start: number
}

/** Worst first: where two want the same place, the one that matters more gets it. */
function choose({ sql, name }: { name: string; sql: string }, findings: readonly Finding[]): Chosen {
  const chosen: Chosen = { taken: [], left: [], sql, before: [], after: [] }
  const places: (RewrittenPlace & { by: Finding })[] = []
  for (const finding of [...findings].filter((each) => each.migration === name).sort(byWeight)) {
    const rewrite = finding.recipe?.rewrite
    if (!rewrite || finding.statement === null) {
      chosen.left.push(
        `${finding.title}: ${finding.recipe ? 'its safe way is more than SQL' : 'there is no safe way to write'}.`,
      )
      continue
    }
    const own = placesOf(finding, rewrite)
    const rival = places.find((place) => own.some((each) => overlaps(place, each)))
    if (rival) {
      const same = JSON.stringify(rival.by.recipe?.rewrite) === JSON.stringify(rewrite)
      if (same) chosen.taken.push(finding)
      else chosen.left.push(`${finding.title}: “${rival.by.recipe?.title}” already rewrites its statement.`)
      continue
    }
    try {
      editScript(sql, [...places, ...own])
    } catch (error) {
      if (!(error instanceof EditError)) throw error
      chosen.left.push(`${finding.title}: ${error.message}.`)
      continue
    }
    places.push(...own.map((each) => ({ ...each, by: finding })))
    chosen.taken.push(finding)
    chosen.before.push(...fresh(chosen.before, rewrite.before, finding))
    chosen.after.push(...fresh(chosen.after, rewrite.after, finding))
  }
  chosen.before.sort((a, b) => a.start - b.start)
  chosen.after.sort((a, b) => a.start - b.start)
  chosen.sql = dropStaleWarnings(editScript(sql, places))
  return chosen
}

const weights: Record<string, number> = {
  'rename-as-drop-add': -3,
  'drop-and-recreate-column': -3,
  'enum-recreated': -2,
  'foreign-key-churn': -1,
}
const severityWeights = { danger: 0, warning: 1, notice: 2 }

/** What replaces most comes first, then the dangers; a guard around a statement comes last. */
function byWeight(a: Finding, b: Finding): number {
  const weight = ({ rule, severity, recipe }: Finding) =>
    (weights[rule] ?? severityWeights[severity]) + (recipe?.id === 'guard' ? 10 : 0)
  return weight(a) - weight(b) || a.start - b.start
}

function placesOf(finding: Finding, { command, instead, elsewhere = [] }: Rewrite): RewrittenPlace[] {
  return [{ statement: finding.statement ?? 0, command, instead }, ...elsewhere]
}

function overlaps(a: RewrittenPlace, b: RewrittenPlace): boolean {
  return a.statement === b.statement && (a.command === b.command || a.command === null || b.command === null)
}

function fresh(known: Titled[], wanted: RecipeMigration[], { recipe, start }: Finding): Titled[] {
  return wanted
    .filter(({ sql }) => known.every((each) => each.sql !== sql))
    .map((each) => ({ ...each, title: recipe?.title ?? '', start }))
}

/** The same statements under other names, or a removal that stands alone already, would be no safer. */
function onlyPutsOff({ sql, before, after }: Chosen): boolean {
  return (
    before.length === 0 &&
    parseScript(sql).statements.length === 0 &&
    after.every(({ release }) => isOfLaterRelease(release))
  )
}

/** What belongs into a later release is deployed after all that belongs into this one. */
function order({ release }: RecipeMigration): number {
  return isOfLaterRelease(release) ? 1 : 0
}

/** Not to be deployed before the code that these words name. */
export function isOfLaterRelease(release: string): boolean {
  return /later|after/.test(release)
}

/** What cannot run in a transaction is alone in its file. */
function split(migration: Titled): Titled[] {
  const { statements, error } = parseScript(migration.sql)
  if (error || statements.length < 2 || !statements.some(({ needsAutocommit }) => needsAutocommit))
    return [migration]
  return statements.map(({ text }, index) => ({
    ...migration,
    suffix: index === 0 ? migration.suffix : `${migration.suffix}_${index + 1}`,
    sql: `${text};`,
  }))
}

function named(
  name: string,
  { before, sql, after }: { before: Titled[]; sql: string; after: Titled[] },
  names: readonly string[],
): SafeMigration[] {
  const others = [...names].sort()
  const previous = others.filter((each) => each < name).at(-1) ?? null
  const next = others.find((each) => each > name) ?? null
  const found: SafeMigration[] = []
  const taken = [...others]
  const add = (each: Titled, from: string | null, to: string | null) => {
    const own = nameBetween(from, to, each.suffix, taken)
    taken.push(own)
    found.push({ name: own, sql: `${comment(name, each)}${each.sql.trim()}\n`, release: each.release })
    return own
  }
  let last = previous
  for (const each of before) last = add(each, last, name)
  const moved = parseScript(sql).statements.length === 0
  const rest = moved
    ? `${sql.trim()}\n-- All of it has moved to the migrations around this one.\n`.trimStart()
    : sql
  found.push({ name, sql: rest, release: 'with this release' })
  last = name
  for (const each of after) last = add(each, last, next)
  return found
}

/** Names in it may hold line breaks, behind which it would be SQL. */
function comment(name: string, { title, release }: Titled): string {
  const lines = [`${title} (from ${name}).`, `When: ${release}.`]
  return lines.map((line) => `-- ${line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n`).join('')
}
