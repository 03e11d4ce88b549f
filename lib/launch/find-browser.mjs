import { existsSync, readFileSync } from 'node:fs'
import { runQuietly, StepFailed } from './prepare.mjs'
import { inRoot } from './root.mjs'

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A browser for the tests: its path, or null for Playwright's own. Installs one where it may. */
export async function findBrowser() {
  const there = findInstalled()
  if (there) return there
  if (await playwrightHasIts()) return null
  if (mayUseApt()) {
    console.log('Installing chromium for the browser tests…')
    const installed = await attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
    if (
      installed ||
      ((await attempt('apt-get', ['update'])) && (await attempt('apt-get', ['install', '-y', 'chromium'])))
    ) {
      const browser = findInstalled()
      if (browser) return browser
    }
  }
  console.log('Installing Playwright’s chromium for the browser tests…')
  const cli = inRoot('node_modules/@playwright/test/cli.js')
  if ((await attempt(process.execPath, [cli, 'install', 'chromium'])) && (await playwrightHasIts()))
    return null
  throw new StepFailed(
    'The browser tests need Chromium, and it could not be installed: install the package chromium, or run npx playwright install --with-deps chromium.',
  )
}

function findInstalled() {
  const named = process.env.HEADGATE_CHROMIUM
  if (named && existsSync(named)) return named
  // Ubuntu's file of that name only tells to install a snap.
  return systemBrowsers.find((path) => existsSync(path) && !isSnapStub(path)) ?? null
}

function isSnapStub(path) {
  const start = readFileSync(path).subarray(0, 4_000).toString('latin1')
  return start.startsWith('#!') && start.includes('snap')
}

async function playwrightHasIts() {
  const { chromium } = await import('@playwright/test')
  return existsSync(chromium.executablePath())
}

function mayUseApt() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

function attempt(command, args) {
  return runQuietly(command, args, `${command} failed`, { DEBIAN_FRONTEND: 'noninteractive' }).then(
    () => true,
    () => false,
  )
}
