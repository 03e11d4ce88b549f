import { expect, it } from 'vitest'
import type { PlannedMigration } from './plan'
import { planPages } from './plan-pages'

const of = (...statements: number[]) =>
  statements.map((length) => ({ statements: Array(length) as PlannedMigration['statements'] }))

it('keeps a usual plan on one page', () => {
  expect(planPages(of(1, 2, 3))).toEqual([{ from: 0, to: 3 }])
  expect(planPages([])).toEqual([{ from: 0, to: 0 }])
})

it('parts a long plan between migrations, and leaves none out', () => {
  expect(planPages(of(200, 100, 1, 299, 5))).toEqual([
    { from: 0, to: 2 },
    { from: 2, to: 4 },
    { from: 4, to: 5 },
  ])
  expect(planPages(of(1, 900, 1))).toEqual([
    { from: 0, to: 1 },
    { from: 1, to: 2 },
    { from: 2, to: 3 },
  ])
})
