import { chmodSync, mkdirSync, mkdtempSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ownFolder } from './cache-folder'

it('is a folder that nobody else can write to, whatever stands in its place', () => {
  const shared = mkdtempSync(join(tmpdir(), 'headgate-cache-'))
  const path = join(shared, 'headgate')
  expect(ownFolder(path)).toBe(path)
  expect(ownFolder(path)).toBe(path)

  chmodSync(path, 0o777)
  const other = ownFolder(path)
  expect(other).not.toBe(path)
  expect(statSync(other).mode & 0o077).toBe(0)

  const mine = join(shared, 'elsewhere')
  mkdirSync(mine, { mode: 0o755 })
  symlinkSync(mine, join(shared, 'link'))
  expect(ownFolder(join(shared, 'link'))).not.toBe(join(shared, 'link'))
})
