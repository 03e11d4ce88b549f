import { build } from 'esbuild'
import { inRoot, root } from './root.mjs'

/** Each process and worker outside Next: its file under `.build`, and where it begins. */
const processes = {
  supervisor: 'lib/launch/supervisor.ts',
  runner: 'lib/runner/main.ts',
  'engine-worker': 'lib/engines/prisma/worker.ts',
  benchmark: 'lib/benchmark/main.ts',
  faults: 'lib/faults/main.ts',
}

/** Bundles them; packages stay outside and are loaded from node_modules. */
export async function bundleProcesses() {
  await build({
    entryPoints: Object.entries(processes).map(([out, from]) => ({ out, in: inRoot(from) })),
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
