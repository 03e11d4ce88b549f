import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { loadParser } from '../../sql/parse'
import { checkCase } from '../testing/measured/check-case'
import { type RuleCase, readCases } from '../testing/rule-files'

/** `HEADGATE_MEASURE=18` measures on that major alone, `HEADGATE_MEASURE_FILE=add-column` those files alone. */
const full = process.env.HEADGATE_TESTS === 'full'
const majors =
  process.env.HEADGATE_MEASURE?.split(',').map(Number) ?? (full ? [14, 15, 16, 17, 18] : [14, 18])
const everything = full || process.env.HEADGATE_MEASURE !== undefined
const fileFilter = process.env.HEADGATE_MEASURE_FILE ?? ''

interface File {
  name: string
  /** Cases of our own are exact also in what rows decide. */
  exact: boolean
  cases: RuleCase[]
}

const files = [...corpus(), ...ruleFiles()].filter(({ name }) => name.includes(fileFilter))

describe.each(majors)('PostgreSQL %i does what the facts say', (major) => {
  let client: pg.Client
  let watcher: pg.Client

  beforeAll(async () => {
    await loadParser()
    const server = await testServer(major)
    const connectionString = await server.createDatabase('measured')
    client = new pg.Client({ connectionString })
    watcher = new pg.Client({ connectionString })
    await Promise.all([client.connect(), watcher.connect()])
  })

  afterAll(async () => {
    await Promise.all([client?.end(), watcher?.end()])
  })

  // What differs from one major to the next is in the corpus, on the oldest and the newest by default; the cases of rules run on the newest, or, where all is
  // asked for (`HEADGATE_TESTS=full`, or a choice of majors), on each.
  const measured = files.filter(({ exact }) => exact || major === 18 || everything)

  it.each(measured.map((file) => [file.name, file] as const))('%s', async (_, { exact, cases }) => {
    const wrong: string[] = []
    for (const given of cases) {
      if (given.notExecuted !== null || given.since > major) continue
      const checked = await checkCase({ client, watcher }, given, major, exact)
      // Without a schema before it, a case of a rule may speak of tables that are nowhere.
      const isIncomplete =
        !exact && given.before.trim() === '' && /^(42P01|3F000|42704)/.test(checked.failed ?? '')
      if (checked.failed && !isIncomplete) wrong.push(`${given.name}: ${checked.failed}`)
      wrong.push(...checked.wrong.map((what) => `${given.name}: ${what}`))
    }
    expect(wrong.join('\n')).toBe('')
  })
})

function corpus(): File[] {
  const folder = join(__dirname, 'corpus')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => ({ name: `corpus/${file}`, exact: true, cases: readCases(folder, file) }))
}

function ruleFiles(): File[] {
  const folder = join(__dirname, '../rules')
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      ['bad.sql', 'good.sql']
        .filter((file) => existsSync(join(folder, name, file)))
        .map((file) => ({
          name: `${name}/${file}`,
          exact: false,
          cases: readCases(join(folder, name), file).filter(({ migration }) => migration.trim() !== ''),
        })),
    )
}
