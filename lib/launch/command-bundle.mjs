import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inRoot, root } from './root.mjs'

/** What is bundled: the command, and the thread of the engine beside it. */
const entries = { headgate: 'lib/cli/main.ts', 'engine-worker': 'lib/engines/prisma/worker.ts' }

/** Bundles of other states of the sources go after this, so that none is taken from under a running command. */
const keepMs = 3_600_000

/**
 * Resolves to the folder with `headgate.mjs` and `engine-worker.mjs`, bundled now where they are missing or older than
 * what they were made of. Two at once are harmless: each writes a folder of its own and then points to it.
 */
export async function freshCommand() {
  const own = inRoot('.build')
  const place = fresh(own) ? own : buildPlace(own)
  return fresh(place) ?? (await bundleCommand(place, pointerOf(place)))
}

const pointerOf = (place) => join(place, 'command.json')

/** The folder of the bundle that is there and made of what is there now, or null. */
function fresh(place) {
  const known = readPointer(pointerOf(place))
  return known && isFresh(place, known) ? join(place, known.folder) : null
}

/** `.build` of the package, or a folder of the cache where the package's own cannot be written. */
function buildPlace(own) {
  try {
    mkdirSync(own, { recursive: true })
    const probe = join(own, `.writable-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return own
  } catch {
    const cache =
      process.env.HEADGATE_CACHE_DIR ??
      (process.env.XDG_CACHE_HOME
        ? join(process.env.XDG_CACHE_HOME, 'headgate')
        : join(homedir(), '.cache/headgate'))
    const place = join(cache, 'build', Buffer.from(root).toString('base64url').slice(-80))
    try {
      return elsewhere(place)
    } catch {
      return elsewhere(join(tmpdir(), `headgate-${process.getuid?.() ?? 0}`, 'build'))
    }
  }
}

/** A folder from which the engine's thread finds its packages all the same. */
function elsewhere(place) {
  mkdirSync(place, { recursive: true })
  const link = join(place, 'node_modules')
  for (let folder = root; !existsSync(link); folder = dirname(folder)) {
    const packages = join(folder, 'node_modules')
    if (existsSync(join(packages, '@prisma/schema-engine-wasm'))) symlinkSync(packages, link, 'junction')
    else if (folder === dirname(folder)) break
  }
  return place
}

function readPointer(pointer) {
  try {
    return JSON.parse(readFileSync(pointer, 'utf8'))
  } catch {
    return null
  }
}

/** By size and time of every file that went in: cheaper than reading them all, for each command. */
function isFresh(place, { folder, node, inputs }) {
  if (node !== process.version || !existsSync(join(place, folder, 'headgate.mjs'))) return false
  return inputs.every(([path, size, time]) => {
    const found = statSync(inRoot(path), { throwIfNoEntry: false })
    return found?.size === size && found.mtimeMs === time
  })
}

async function bundleCommand(place, pointer) {
  const { build } = await import('esbuild')
  const folder = `command-${Date.now().toString(36)}-${process.pid}`
  const { metafile } = await build({
    entryPoints: Object.entries(entries).map(([out, from]) => ({ out, in: inRoot(from) })),
    outdir: join(place, folder),
    outExtension: { '.js': '.mjs' },
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    plugins: [packagesFromHere],
    // For the packages that go in and are CommonJS.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';const require = requireFrom(import.meta.url);",
    },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: false,
    metafile: true,
    logLevel: 'silent',
  })
  const inputs = [...Object.keys(metafile.inputs), 'package.json', 'lib/launch/command-bundle.mjs'].map(
    (path) => {
      const { size, mtimeMs } = statSync(inRoot(path))
      return [path, size, mtimeMs]
    },
  )
  const partial = `${pointer}.${process.pid}`
  mkdirSync(dirname(pointer), { recursive: true })
  writeFileSync(partial, JSON.stringify({ folder, node: process.version, inputs }))
  renameSync(partial, pointer)
  dropOld(place, folder)
  return join(place, folder)
}

/** What every command loads goes in, in one piece: that starts faster than many small files. */
const within = /^(pg|zod)(\/|$)/
const never = /^(pg-native|pg-cloudflare)$/

/** The others stay outside, by the address at which this package finds them: the bundle may lie elsewhere. */
const packagesFromHere = {
  name: 'packages-from-here',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return null
      // What they require in their turn has to be in it as well: `require` takes no address.
      if ((within.test(path) || kind === 'require-call') && !never.test(path) && !isBuiltin(path)) return null
      if (never.test(path) || isBuiltin(path) || !/^[@a-z]/.test(path)) return { path, external: true }
      return { path: import.meta.resolve(path), external: true }
    })
  },
}

function dropOld(place, current) {
  for (const name of readdirSync(place)) {
    const path = join(place, name)
    if (!name.startsWith('command-') || name === current) continue
    if (Date.now() - statSync(path).mtimeMs > keepMs) rmSync(path, { recursive: true, force: true })
  }
}
