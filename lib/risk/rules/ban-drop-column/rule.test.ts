import { describe, expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { banDropColumn } from './rule'

judgesItsFiles(banDropColumn, __dirname)

describe('dropping a column', () => {
  const before = 'CREATE TABLE "User" ("id" int PRIMARY KEY, "nickName" text NOT NULL, "note" text);'

  it('counts the values that go, and lets rows do without it first', () => {
    const { findings, probes } = judge('ALTER TABLE "User" DROP COLUMN "nickName";', { before })
    expect(findings[0]).toMatchObject({
      severity: 'danger',
      dataLoss: 'certain',
      breaksApp: true,
      tables: ['public.User'],
    })
    expect(probes[0]).toMatchObject({
      sql: 'SELECT count(*) AS n FROM public."User" AS t WHERE t."nickName" IS NOT NULL',
      means: 'loses',
    })
    expect(findings[0]?.recipe?.steps[1]?.sql).toBe(
      'ALTER TABLE public."User" ALTER COLUMN "nickName" DROP NOT NULL;',
    )
    expect(findings[0]?.recipe?.rewrite).toEqual({
      command: 0,
      instead: 'ALTER COLUMN "nickName" DROP NOT NULL',
      before: [],
      after: [expect.objectContaining({ sql: 'ALTER TABLE public."User" DROP COLUMN "nickName";' })],
    })
  })

  it('leaves nothing in the place of what may be NULL anyway', () => {
    const { findings } = judge('ALTER TABLE "User" DROP COLUMN note;', { before })
    expect(findings[0]?.recipe?.rewrite?.instead).toBe('')
  })

  it('points at each of several commands', () => {
    const { findings } = judge('ALTER TABLE "User"\n  DROP COLUMN note,\n  DROP COLUMN "nickName";', {
      before,
    })
    expect(findings.map(({ line, column }) => [line, column])).toEqual([
      [2, 3],
      [3, 3],
    ])
  })

  it('asks nothing under a name that the script gave', () => {
    const { findings, probes } = judge(
      'ALTER TABLE "User" RENAME note TO remark;\nALTER TABLE "User" DROP COLUMN remark;',
      { before },
    )
    expect(findings.map(({ rule }) => rule)).toContain('ban-drop-column')
    expect(probes).toEqual([])
  })
})
