import { createTwoFilesPatch } from 'diff'

/** A file before and after; `was` is null for one that is new. */
export interface Patched {
  /** Relative to where the patch is applied, with `/`. */
  path: string
  was: string | null
  now: string
}

/** A unified diff of all files, as `git apply` takes it. */
export function patchOf(files: readonly Patched[]): string {
  return files
    .filter(({ was, now }) => was !== now)
    .map(({ path, was, now }) => {
      const from = was === null ? '/dev/null' : `a/${path}`
      const patch = createTwoFilesPatch(from, `b/${path}`, was ?? '', now, '', '')
      // The first line is a ruler that git does not know.
      return patch.slice(patch.indexOf('\n') + 1)
    })
    .join('')
}
