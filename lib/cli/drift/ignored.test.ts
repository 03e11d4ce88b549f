import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CapturedRevision } from '../../projects/source'
import { failureNext } from '../failure-next'
import { readIgnored } from './ignored'

it.each([
  ['{"ignored', 'is no JSON'],
  ['[]', 'expected object'],
  ['{"ignored":[{"key":1}]}', 'ignored.0.key'],
])('a file of ignored drift that holds %s is named, with what to do about it', async (text, why) => {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-ignored-'))
  await writeFile(join(folder, '.headgate-drift.json'), text)
  const project = { found: { migrations: join(folder, 'migrations') } } as CapturedRevision
  const read = await readIgnored(project)
  if (read.ok) throw new Error('it was read')
  expect(read.failure).toMatchObject({ code: 'project_unreadable' })
  expect(read.failure.why).toContain(why)
  expect(failureNext(read.failure)).toContain('or take it from version control')
})
