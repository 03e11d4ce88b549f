import { existsSync, readFileSync } from 'node:fs'
import module from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { freshCommand } from './command-bundle.mjs'
import { inRoot, root } from './root.mjs'

/** Bundles the command where that was not done yet, and runs it in this process. */
export async function run(args) {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) return console.log(version)
  process.env.HEADGATE_ROOT ??= root
  // Newer versions of Node.js keep what they compiled.
  module.enableCompileCache?.()
  // npm runs scripts in the package's own folder: the current one is where npm was called.
  if (process.env.npm_lifecycle_event === 'headgate' && process.env.INIT_CWD)
    process.chdir(process.env.INIT_CWD)
  try {
    if (isClone()) await installMissing()
    const folder = await freshCommand()
    const { main } = await import(pathToFileURL(join(folder, 'headgate.mjs')).href)
    await main(args, { version, engineWorker: join(folder, 'engine-worker.mjs') })
  } catch (error) {
    endWith(error, args.includes('--json'))
  }
}

const isClone = () => existsSync(inRoot('.git'))

/** A clone that nobody installed: what npm prints goes nowhere, since stdout belongs to the answer. */
async function installMissing() {
  if (existsSync(inRoot('node_modules/esbuild')) && existsSync(inRoot('node_modules/pg'))) return
  console.error('headgate: installing packages…')
  const { install } = await import('./prepare.mjs')
  const log = console.log
  console.log = console.error
  await install().finally(() => {
    console.log = log
  })
}

function endWith(error, json) {
  process.exitCode = 1
  const failure = {
    code: 'internal_error',
    what: 'headgate could not start.',
    why: String(error?.message ?? error),
    fix: 'Read why; npm ci in its folder installs what is missing.',
    meta: {},
  }
  if (json) console.log(JSON.stringify({ ok: false, failure, next: failure.fix }, null, 2))
  else console.error(`${failure.what}\n${failure.why}\n\nNext: ${failure.fix}`)
}
