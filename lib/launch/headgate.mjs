#!/usr/bin/env node
// The command of package.json's `bin`: plain JavaScript that an old Node.js can read, too.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`headgate needs Node.js 20.19 or newer, and this is ${process.versions.node}.`)
  process.exitCode = 1
} else {
  import('./headgate-command.mjs').then(({ run }) => run(process.argv.slice(2)))
}
