import { accessSync, constants, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { StepFailed } from './prepare.mjs'

/** Where Headgate will listen. Throws in one line for what would stop the start after minutes of building. */
export async function checkEarly(mode, args) {
  const port = readPort(args, process.env)
  const host = process.env.HEADGATE_HOST || '127.0.0.1'
  checkDataFolder(resolve(process.env.HEADGATE_DATA_DIR || '.headgate'))
  if (!(await isFree(port, host)) || (await answers(port))) {
    const command = mode === 'start' ? 'npm start' : `npm run ${mode}`
    throw new StepFailed(`Port ${port} is taken. Start on another one: ${command} -- --port ${port + 1}`)
  }
  return { port, host }
}

/** `--port 3001`, `--port=3001`, PORT, or 3000. */
function readPort(args, environment) {
  const at = args.findIndex((arg) => arg === '--port' || arg.startsWith('--port='))
  const given =
    at < 0 ? environment.PORT || '3000' : args[at].includes('=') ? args[at].slice(7) : args[at + 1]
  const port = Number(given)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new StepFailed(`${given ?? 'Nothing'} is not a port: give a number between 1 and 65535.`)
}

function checkDataFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new StepFailed(
      `The data folder ${folder} cannot be written (${error.code}): give another one in HEADGATE_DATA_DIR.`,
    )
  }
}

function isFree(port, host) {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', (error) => {
      if (error.code === 'EADDRINUSE') done(false)
      else fail(new StepFailed(`Headgate cannot listen on ${host}:${port} (${error.code}).`))
    })
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => done(true)))
  })
}

/** Where a browser may look first for `localhost`. */
async function answers(port) {
  try {
    await fetch(`http://[::1]:${port}/`, { redirect: 'manual', signal: AbortSignal.timeout(2_000) })
    return true
  } catch (error) {
    return error.name === 'TimeoutError'
  }
}
