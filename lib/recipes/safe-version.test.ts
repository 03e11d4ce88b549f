import { beforeAll, describe, expect, it } from 'vitest'
import type { Finding, Recipe, RecipeMigration } from '../domain/finding'
import { loadParser } from '../sql/parse'
import { EditError, editScript } from './edit-script'
import { nameBetween } from './names-between'
import { safeVersion } from './safe-version'
import { dropStaleWarnings } from './stale-warnings'

beforeAll(loadParser)

describe('editing a script', () => {
  const sql = `-- Größe
ALTER TABLE "Order" ADD COLUMN a numeric(10, 2) DEFAULT 1,
  -- with a comma, in a comment
  ADD CONSTRAINT c CHECK (a IN (1, 2)), DROP COLUMN "x, y";

-- DropIndex
DROP INDEX i;

SELECT 'ü';
`

  it('puts commands in the place of a command, and leaves the others as they were', () => {
    const edited = editScript(sql, [
      { statement: 0, command: 1, instead: 'ADD CONSTRAINT c CHECK (a IN (1, 2)) NOT VALID' },
    ])
    expect(edited).toContain(
      `ALTER TABLE "Order" ADD COLUMN a numeric(10, 2) DEFAULT 1,\nADD CONSTRAINT c CHECK (a IN (1, 2)) NOT VALID,\nDROP COLUMN "x, y";`,
    )
    expect(edited).toContain(`SELECT 'ü';`)
  })

  it('gives a statement of its own its turn between the commands', () => {
    const edited = editScript(sql, [{ statement: 0, command: 1, instead: 'RENAME COLUMN b TO c' }])
    expect(edited).toContain(
      `ALTER TABLE "Order" ADD COLUMN a numeric(10, 2) DEFAULT 1;\nALTER TABLE "Order" RENAME COLUMN b TO c;\nALTER TABLE "Order" DROP COLUMN "x, y";`,
    )
  })

  it('takes Prisma’s comment away with its statement', () => {
    const edited = editScript(sql, [
      { statement: 1, command: null, instead: '' },
      ...[0, 1, 2].map((command) => ({ statement: 0, command, instead: '' })),
    ])
    expect(edited).toBe("-- Größe\n\nSELECT 'ü';\n")
  })

  it.each([
    [{ statement: 1, command: 0, instead: '' }],
    [{ statement: 0, command: null, instead: 'no sql' }],
    [{ statement: 0, command: 0, instead: 'no command' }],
  ])('refuses %j', (place) => {
    expect(() => editScript(sql, [place])).toThrow(EditError)
  })
})

describe('names between migrations', () => {
  it.each([
    ['20260101000000_a', null, '20260101000001_x'],
    ['20260101000000_a', '20260101000001_b', '20260101000000_a_x'],
    ['20260101000059_a', '20260101000100_z', '20260101000100_x'],
    ['001_a', '003_b', '002_x'],
    [null, '20260101000000_a', '20251231235955_x'],
    ['init', null, 'init_x'],
  ])('%s … %s: %s', (after, before, name) => {
    expect(nameBetween(after, before, 'x')).toBe(name)
  })

  it('never takes a name twice', () => {
    expect(nameBetween('a', null, 'x', ['a_x'])).toBe('a_x_')
  })
})

describe('Prisma’s warnings', () => {
  const header = `/*
  Warnings:

  - You are about to drop the column \`a\` on the \`T\` table. All the data in the column will be lost.
  - You are about to drop the \`Gone\` table. If the table is not empty, all the data it contains will be lost.

*/
`

  it('keep what still holds', () => {
    expect(dropStaleWarnings(`${header}DROP TABLE "Gone";\n`)).toBe(
      `${header.replace(/ {2}- .*`a`.*\n/, '')}DROP TABLE "Gone";\n`,
    )
  })

  it('go with the last of them', () => {
    expect(dropStaleWarnings(`${header}SELECT 1;\n`)).toBe('SELECT 1;\n')
  })
})

describe('the safe version', () => {
  const migration = {
    name: '20260102000000_change',
    sql: 'CREATE INDEX i ON t (a);\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0), ALTER COLUMN b SET NOT NULL;\n',
  }
  const options = { names: ['20260101000000_init', migration.name, '20260103000000_next'], checksum: 'abc' }
  const later = (suffix: string, sql: string, release = 'with this release'): RecipeMigration => ({
    suffix,
    sql,
    release,
  })

  it('leaves alone what would only get another name', () => {
    const drop = finding('drop', 0, null, '', [later('drop_c', 'DROP TABLE c;', 'in a later release')])
    const version = safeVersion({ ...migration, sql: 'DROP TABLE c;' }, [drop], options)
    expect(version).toMatchObject({ files: [], taken: [] })
    expect(version.left.join()).toContain('belongs in a later release')
  })

  it('combines findings, each transaction in a migration of its own, later releases last', () => {
    const version = safeVersion(
      migration,
      [
        finding('drop', 1, 0, '', [later('drop_c', 'SELECT 3;', 'in a later release')]),
        finding('index', 0, null, '', [
          later('create_i', 'DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i ON t (a);'),
        ]),
      ],
      options,
    )
    expect(version.migrations.map(({ name, sql }) => [name, sql.split('\n').at(-2)])).toEqual([
      ['20260102000000_change', 'ALTER TABLE t ALTER COLUMN b SET NOT NULL;'],
      ['20260102000001_create_i', 'DROP INDEX CONCURRENTLY IF EXISTS i;'],
      ['20260102000002_create_i_2', 'CREATE INDEX CONCURRENTLY i ON t (a);'],
      ['20260102000003_drop_c', 'SELECT 3;'],
    ])
    expect(version.migrations.at(-1)?.sql).toContain('-- When: in a later release.')
    expect(version.files.map((file) => file.change === 'write' && file.replaces)).toEqual([
      'abc',
      null,
      null,
      null,
    ])
  })

  it('gives a place to the worse of two findings, and says what is left', () => {
    const worse = finding('worse', 1, 1, 'ALTER COLUMN b DROP DEFAULT', [])
    const other = { ...finding('other', 1, null, 'SELECT 1', []), severity: 'warning' as const }
    const version = safeVersion(migration, [other, worse], options)
    expect(version.taken).toEqual(['worse'])
    expect(version.left).toEqual(['Title of other: “Recipe of worse” already rewrites its statement.'])
  })

  it('takes two findings that say the same for one', () => {
    const twice = ['one', 'two'].map((id) => ({
      ...finding('same', 1, 1, 'ALTER COLUMN b DROP DEFAULT', [later('x', 'SELECT 1;')]),
      id,
    }))
    const version = safeVersion(migration, twice, options)
    expect(version.taken).toEqual(['one', 'two'])
    expect(version.migrations).toHaveLength(2)
  })

  it('is nothing where nothing can be written', () => {
    const version = safeVersion(migration, [{ ...finding('x', 0, null, '', []), recipe: null }], options)
    expect(version).toMatchObject({
      files: [],
      migrations: [],
      left: [expect.stringContaining('Title of x')],
    })
  })

  it('leaves a word in a file that becomes empty', () => {
    const moved = finding('x', 0, null, '', [later('x', 'SELECT 1;')])
    const version = safeVersion({ ...migration, sql: 'SELECT 0;\n' }, [moved], options)
    expect(version.migrations[0]?.sql).toMatch(/^-- .*moved/)
  })

  function finding(
    id: string,
    statement: number,
    command: number | null,
    instead: string,
    after: RecipeMigration[],
  ): Finding {
    const recipe: Recipe = {
      id,
      title: `Recipe of ${id}`,
      steps: [],
      rewrite: { command, instead, before: [], after },
    }
    return {
      id,
      rule: id,
      severity: 'danger',
      family: 'blocks',
      title: `Title of ${id}`,
      reason: '',
      migration: migration.name,
      statement,
      start: statement * 100,
      end: 0,
      line: 1,
      column: 1,
      tables: [],
      locks: [],
      cost: 'instant',
      blocks: 'nothing',
      dataLoss: 'none',
      breaksApp: false,
      versions: null,
      recipe,
      probes: [],
    }
  }
})
