import { fileURLToPath } from 'node:url'
import { bundleEngineWorker } from './bundle-worker'

/** Vitest runs this before any test, so that tests never meet a stale thread. */
export async function setup(): Promise<void> {
  await bundleEngineWorker(fileURLToPath(new URL('../../..', import.meta.url)))
}
