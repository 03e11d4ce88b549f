import { join } from 'node:path'

/**
 * The engine's thread, as every process finds it: Next bundles server code and vitest runs TypeScript, so the thread
 * is one file of its own, made before anything starts (`bundleEngineWorker`). Relative to the project's folder.
 */
export const engineWorkerEntry = 'lib/engines/prisma/worker.ts'
export const engineWorkerBundle = '.build/engine-worker.mjs'

/** The project's folder is where the process was started, unless `HEADGATE_ROOT` names it. */
export function engineWorkerFile(): string {
  return join(process.env.HEADGATE_ROOT ?? process.cwd(), engineWorkerBundle)
}
