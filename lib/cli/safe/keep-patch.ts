import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Keeps what was changed where it can be taken back from; null: it could not be written there. */
export async function keepPatch(
  cacheDir: string,
  { migration, patch, now }: { migration: string; patch: string; now: Date },
): Promise<string | null> {
  const folder = join(cacheDir, 'made-safe')
  const file = join(folder, `${now.toISOString().replace(/\W/g, '')}-${migration}.patch`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(file, patch, { mode: 0o600 })
    return file
  } catch {
    return null
  }
}
