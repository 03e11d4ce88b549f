import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { engineWorkerBundle, engineWorkerEntry } from './worker-file'

/** Bundles the engine's thread into `.build`; packages stay outside. Several processes may do it at once. */
export async function bundleEngineWorker(root: string = process.cwd()): Promise<string> {
  const file = join(root, engineWorkerBundle)
  const fresh = `${file}.${process.pid}.tmp`
  await mkdir(dirname(file), { recursive: true })
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [engineWorkerEntry],
      outfile: fresh,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      packages: 'external',
      logLevel: 'error',
    })
    await rename(fresh, file)
  } finally {
    await rm(fresh, { force: true })
  }
  return file
}
