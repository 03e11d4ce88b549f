import { existsSync } from 'node:fs'
import { build } from 'esbuild'
import { inRoot, root } from './root.mjs'

/** Each process and worker outside Next: its file under `.build`, and where it begins. */
export const processes = {
  supervisor: 'lib/launch/supervisor.ts',
  runner: 'lib/runner/main.ts',
  'engine-worker': 'lib/engines/prisma/worker.ts',
  headgate: 'lib/cli/main.ts',
  benchmark: 'lib/benchmark/main.ts',
}

/** Bundles them; packages stay outside and are loaded from node_modules. */
export async function bundleProcesses() {
  const present = Object.entries(processes).filter(([, from]) => existsSync(inRoot(from)))
  await build({
    entryPoints: present.map(([out, from]) => ({ out, in: inRoot(from) })),
    outdir: inRoot('.build'),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'silent',
  })
}
