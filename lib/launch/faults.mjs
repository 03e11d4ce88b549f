import { spawn } from 'node:child_process'
import { bundle, generate, install, StepFailed } from './prepare.mjs'
import { inRoot, root } from './root.mjs'
import { runningTestServers, stopTestServers } from './test-servers.mjs'

/** The fault suite: `npm run test:faults -- --rounds 40 --seed 1 --only 'kill -9'`. */
process.chdir(root)
try {
  const before = runningTestServers()
  await install()
  await generate()
  await bundle()
  process.exitCode = await play(process.argv.slice(2))
  await stopTestServers(runningTestServers().filter((server) => !before.includes(server)))
} catch (error) {
  if (!(error instanceof StepFailed)) throw error
  console.error(error.message)
  process.exitCode = 1
}

function play(args) {
  return new Promise((resolve) => {
    const program = ['--enable-source-maps', inRoot('.build/faults.mjs'), ...args]
    const child = spawn(process.execPath, program, { cwd: root, stdio: 'inherit' })
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })
}
