// Started by package.json's scripts before anything is installed: plain JavaScript that an old Node.js can read, too.
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Headgate needs Node.js 20.19 or newer, and this is ${process.versions.node}.`)
  process.exitCode = 1
} else {
  import('./commands.mjs').then((commands) => commands.run(process.argv[2], process.argv.slice(3)))
}
