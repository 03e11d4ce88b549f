import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { whenStale } from './content-hash.mjs'
import { inRoot, root } from './root.mjs'

/** A step that did not work, with all that is to be said about it. */
export class StepFailed extends Error {}

const lock = ['package.json', 'package-lock.json']
const sources = ['lib', 'prisma/schema.prisma', ...lock]
const pages = [
  'app',
  'components',
  'public',
  'next.config.js',
  '.postcssrc.json',
  'tsconfig.json',
  'proxy.ts',
  'instrumentation.ts',
]

/** Packages, exactly as the lock file names them. */
export async function install() {
  const stale = {
    stamp: 'node_modules/.headgate-installed',
    paths: ['package-lock.json'],
    product: 'node_modules',
  }
  await whenStale(stale, async () => {
    if (installedByHand()) return
    say('Installing packages…')
    // No package's install script is needed: what they would do is done where it is used.
    await runQuietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], 'npm ci failed')
  })
}

/** npm's own record is newer than the lock file: somebody ran `npm ci` already. */
function installedByHand() {
  const record = inRoot('node_modules/.package-lock.json')
  return existsSync(record) && statSync(record).mtimeMs >= statSync(inRoot('package-lock.json')).mtimeMs
}

/** The client of the control database. */
export async function generate() {
  const stale = {
    stamp: '.build/generated.stamp',
    paths: ['prisma/schema.prisma', 'package-lock.json'],
    product: 'lib/store/generated/client.ts',
  }
  await whenStale(stale, async () => {
    say('Generating the client of the control database…')
    const args = [
      inRoot('node_modules/prisma/build/index.js'),
      'generate',
      '--config',
      'prisma/prisma.config.ts',
    ]
    // Prisma's command would fetch a native engine that generating never calls: any file that exists will do.
    await runQuietly(process.execPath, args, 'prisma generate failed', {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    })
  })
}

/** The processes that run outside Next, since Node.js 20 runs no TypeScript. */
export async function bundle() {
  const stale = { stamp: '.build/bundles.stamp', paths: sources, product: '.build/supervisor.mjs' }
  await whenStale(stale, async () => {
    const { bundleProcesses } = await import('./bundle.mjs')
    await bundleProcesses().catch((error) => {
      throw new StepFailed(`Bundling failed: ${error.message}`)
    })
  })
}

/** The pages. */
export async function build() {
  const stale = { stamp: '.build/pages.stamp', paths: [...sources, ...pages], product: '.next/BUILD_ID' }
  await whenStale(stale, async () => {
    say('Building the pages, half a minute or so…')
    await runQuietly(
      process.execPath,
      [inRoot('node_modules/next/dist/bin/next'), 'build'],
      'next build failed',
      {
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
      },
    )
  })
}

function say(text) {
  console.log(text)
}

/** Runs a command to its end; what it prints is shown only when it fails. */
export function runQuietly(command, args, failure, environment = {}) {
  const [program, before] = command === 'npm' ? npm() : [command, []]
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...before, ...args], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: program.endsWith('.cmd'),
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => reject(new StepFailed(`${failure}: ${error.message}`)))
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new StepFailed(`${output.trim()}\n\n${failure}.`)),
    )
  })
}

/** The npm that started us, or the one on the path. */
function npm() {
  const script = process.env.npm_execpath
  if (script && /npm-cli\.c?js$/.test(script)) return [process.execPath, [script]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}
