import { describe, expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { renamingTable } from './rule'

judgesItsFiles(renamingTable, __dirname)

describe('renaming a table', () => {
  it('can leave a view under the old name', () => {
    const { findings } = judge('ALTER TABLE "Order" RENAME TO orders;')
    expect(findings[0]?.recipe?.rewrite).toEqual({
      command: null,
      instead:
        'ALTER TABLE "Order" RENAME TO orders;\nCREATE VIEW public."Order" AS SELECT * FROM public.orders;',
      before: [],
      after: [expect.objectContaining({ suffix: 'drop_view_order', sql: 'DROP VIEW public."Order";' })],
    })
  })
})
