import { pathToFileURL } from 'node:url'
import { checkEarly } from './early-checks.mjs'
import { build, bundle, generate, install, StepFailed } from './prepare.mjs'
import { inRoot, root } from './root.mjs'

/** What each of package.json's scripts does before, and whether it then runs Headgate. */
const commands = {
  setup: { steps: [install, generate, bundle] },
  build: { steps: [install, generate, bundle, build] },
  start: { steps: [install, generate, bundle, build], mode: 'start' },
  demo: { steps: [install, generate, bundle, build], mode: 'demo' },
  dev: { steps: [install, generate, bundle], mode: 'dev' },
}

export async function run(name, args) {
  const command = commands[name]
  if (!command) return end(`There is no command ${name}; there are ${Object.keys(commands).join(', ')}.`)
  process.chdir(root)
  try {
    // Before minutes go into building: what would stop the start anyway is said at once.
    const address = command.mode ? await checkEarly(command.mode, args) : null
    for (const step of command.steps) await step()
    if (!address) return
    process.setSourceMapsEnabled(true)
    const supervisor = await import(pathToFileURL(inRoot('.build/supervisor.mjs')).href)
    await supervisor.supervise({ mode: command.mode, root, ...address })
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    end(error.message)
  }
}

function end(message) {
  console.error(message)
  process.exitCode = 1
}
