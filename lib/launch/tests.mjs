import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { findBrowser } from './find-browser.mjs'
import { build, bundle, generate, install, StepFailed } from './prepare.mjs'
import { inRoot, root } from './root.mjs'
import { runningTestServers, stopTestServers } from './test-servers.mjs'

/** With `--quick` what takes seconds: types, style, and the tests of what is pure. */
const quick = process.argv.includes('--quick')
const results = []

process.chdir(root)
await main().catch((error) => {
  console.error(error instanceof StepFailed ? error.message : error)
  results.push({ name: 'preparation', passed: 0, failed: 1 })
})
report()

async function main() {
  const before = runningTestServers()
  await install()
  await generate()
  await bundle()
  mkdirSync(inRoot('.build'), { recursive: true })
  results.push(await check('types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']))
  results.push(
    await check('style', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  )
  results.push(await unit(quick ? ['lib/domain', 'lib/sql', 'lib/risk/rules', 'lib/imports'] : []))
  if (!quick && existsSync(inRoot('e2e/playwright.config.ts'))) {
    await build()
    results.push(await browser())
  }
  await stopTestServers(runningTestServers().filter((server) => !before.includes(server)))
}

function report() {
  console.log()
  for (const { name, passed, failed } of results) {
    console.log(`${name.padEnd(12)} ${passed} passed, ${failed} failed`)
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  process.exitCode = sum('failed') > 0 ? 1 : 0
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
}

/** Counts as one test. */
async function check(name, program, args) {
  const code = await runNode([inRoot(program), ...args])
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
}

async function unit(folders) {
  const file = inRoot('.build/vitest.json')
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const args = ['run', '--config', 'lib/vitest.config.ts', ...reporters, ...folders]
  const code = await runNode([inRoot('node_modules/vitest/vitest.mjs'), ...args])
  const counted = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return count('vitest', counted.numPassedTests, counted.numFailedTests, code)
}

async function browser() {
  const executable = await findBrowser()
  const file = inRoot('.build/playwright.json')
  rmSync(file, { force: true })
  const args = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json']
  const code = await runNode([inRoot('node_modules/@playwright/test/cli.js'), ...args], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    ...(executable ? { HEADGATE_CHROMIUM: executable } : {}),
  })
  const { stats } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { stats: {} }
  return count('playwright', (stats.expected ?? 0) + (stats.flaky ?? 0), stats.unexpected, code)
}

/** A runner that ended badly without a failed test (a file that does not load, nothing found) is a failure, too. */
function count(name, passed = 0, failed = 0, code) {
  return { name, passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

function runNode(args, environment = {}) {
  return new Promise((resolve) => {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment }
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
    child.on('error', () => resolve(1))
    child.on('close', (code) => resolve(code ?? 1))
  })
}
