import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import type { MigrationFile } from '../domain/migration'
import { analyse } from '../risk/analyse'
import { emptyModel } from '../risk/model/empty-model'
import { loadParser, parseScripts } from '../sql/parse'
import { generatedHistory } from './generated-history'
import { type Bench, type Measured, type Measurement, timed } from './measurement'

const count = 800
const statementsWarm = 100

/**
 * `headgate lint` of a long history, from the start of its process to its end, held against a native linter of the same
 * files and the bare start of Node.js; and the analysis of as many statements as a large deploy request has, warm.
 */
export const measureLint: Measurement = {
  name: 'lint',
  async measure(bench) {
    const folder = await mkdtemp(join(tmpdir(), 'headgate-bench-lint-'))
    try {
      return [...(await measureCommand(bench, folder)), await measureWarm(bench)]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function measureCommand({ rounds, size }: Bench, folder: string): Promise<Measured[]> {
  const history = longHistory()
  const files = await Promise.all(
    history.map(async ({ name, sql }) => {
      const file = join(folder, name, 'migration.sql')
      await mkdir(join(folder, name))
      await writeFile(file, sql)
      return file
    }),
  )
  size('files linted', history.length)
  size(
    'lines linted',
    history.reduce((sum, { sql }) => sum + sql.split('\n').length - 1, 0),
  )
  const squawk = findSquawk()
  const lint = () => run(process.execPath, [resolve('lib/launch/headgate.mjs'), 'lint', folder])
  const bare = () => run(process.execPath, ['-e', '0'])
  await loadParser()
  const parse = async () => void parseScripts(history.map(({ sql }) => sql))
  const baseline = squawk ? async () => run(squawk, files) : parse
  lint()
  await baseline()
  const values: number[] = []
  const baselineValues: number[] = []
  for (let round = 0; round < rounds * 2; round++) {
    baselineValues.push((await timed(baseline)) + (await timed(async () => bare())))
    values.push(await timed(async () => lint()))
  }
  const what = squawk ? 'squawk on the same files' : 'parsing alone, warm'
  return [
    {
      name: `Lint ${history.length} files`,
      unit: 'ms',
      values,
      baseline: `${what}, and the start of Node.js`,
      baselineValues,
      ...(squawk !== null && { target: 1 }),
    },
  ]
}

async function measureWarm({ rounds, size }: Bench): Promise<Measured> {
  await loadParser()
  const all = generatedHistory(count)
  const before = all.slice(0, 300)
  const later: MigrationFile[] = []
  let statements = 0
  for (const file of all.slice(300)) {
    if (statements >= statementsWarm) break
    later.push(file)
    statements += parseScripts([file.sql])[0]?.statements.length ?? 0
  }
  size('statements analysed warm', statements)
  const schema = () => {
    const model = emptyModel({ complete: true })
    analyse(
      before.map(({ name, sql }) => ({ name, sql, silent: true })),
      model,
      settings,
    )
    return model
  }
  const values: number[] = []
  const baselineValues: number[] = []
  for (let round = 0; round < rounds + 3; round++) {
    const model = schema()
    const value = await timed(async () => void analyse(later, model, settings))
    const parsed = await timed(async () => void parseScripts(later.map(({ sql }) => sql)))
    // The first ones warm it up.
    if (round < 3) continue
    values.push(value)
    baselineValues.push(parsed)
  }
  return {
    name: `Analyse ${statements} statements, warm (aim 50 ms)`,
    unit: 'ms',
    values,
    baseline: 'parsing them alone',
    baselineValues,
  }
}

const settings = {
  postgres: 18,
  runner: 'prisma' as const,
  together: true,
  hygiene: false,
  guarded: true,
  live: false,
}

/** With the comments that Prisma and people write: 10,000 lines. */
function longHistory(): MigrationFile[] {
  return generatedHistory(count).map((file) => ({
    ...file,
    sql: `/*\n  Warnings:\n\n  - A step of many, of which this is one.\n  - It says what is lost.\n\n*/\n${file.sql}`,
  }))
}

/** Named, or on the path; nothing is installed for it. */
function findSquawk(): string | null {
  const named = process.env.HEADGATE_BENCH_SQUAWK
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'squawk'))
  return [...(named ? [named] : []), ...places].find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** To its end, whatever it finds. */
function run(program: string, args: string[]): void {
  const { error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'ignore'] })
  if (error) throw error
}
