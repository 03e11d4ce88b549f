import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCases } from '../testing/rule-files'
import { rules } from './rules'

const folders = readdirSync(__dirname).filter((name) => statSync(join(__dirname, name)).isDirectory())

it('lists every folder, and nothing else', () => {
  expect(rules.map(({ meta }) => meta.id)).toEqual(folders.sort())
})

it('names each rule once', () => {
  const ids = rules.map(({ meta }) => meta.id)
  expect(new Set(ids).size).toBe(ids.length)
})

describe.each(rules.map((rule) => [rule.meta.id, rule] as const))('%s', (id, rule) => {
  const { meta } = rule

  it('says what it is about', () => {
    expect(meta.title).toMatch(/\S \S.*[^.]$/)
    expect(meta.why).toMatch(/\.$/)
    expect(meta.safe).not.toEqual([])
    for (const { what, sql } of meta.safe) {
      expect(what.trim()).not.toBe('')
      if (sql !== undefined) expect(sql.trim()).not.toBe('')
    }
  })

  it('does something', () => {
    expect(rule.check ?? rule.end).toBeDefined()
    if (rule.check) expect(rule.nodes).not.toEqual([])
    if (meta.blocks !== 'nothing') expect(meta.lock).not.toBeNull()
  })

  it('has cases of both kinds, under names of their own', () => {
    for (const file of ['bad.sql', 'good.sql'] as const) {
      const cases = readCases(join(__dirname, id), file)
      expect(cases.length).toBeGreaterThan(0)
      for (const { name, migration } of cases) {
        expect(name).not.toBe('')
        expect(migration.trim()).not.toBe('')
      }
      expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    }
  })
})
