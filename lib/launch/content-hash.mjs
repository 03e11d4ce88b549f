import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { inRoot } from './root.mjs'

/** Not part of what is built. */
const left = /(\.test\.tsx?|\/generated)$/

/** sha256 (hex) over the paths and contents of files and folders; what is not there counts as that. */
export function contentHash(paths) {
  const hash = createHash('sha256').update(process.version)
  const add = (path) => {
    if (left.test(path)) return
    if (!existsSync(inRoot(path))) return hash.update(`\0-${path}`)
    if (statSync(inRoot(path)).isDirectory()) {
      for (const name of readdirSync(inRoot(path)).sort()) add(`${path}/${name}`)
      return
    }
    hash.update(`\0+${path}\0`).update(readFileSync(inRoot(path)))
  }
  for (const path of paths) add(path)
  return hash.digest('hex')
}

/** Runs `work` when `paths` changed since it last succeeded, or when `product` is gone. The stamp is one small file. */
export async function whenStale({ stamp, paths, product }, work) {
  const now = contentHash(paths)
  const stampFile = inRoot(stamp)
  const fresh =
    existsSync(inRoot(product)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === now
  if (fresh) return false
  await work()
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, now)
  return true
}
