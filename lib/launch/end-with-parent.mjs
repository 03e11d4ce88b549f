// Loaded into every process that the supervisor starts: one whose supervisor was killed must not hold its port on.
const graceMs = 10_000

if (process.channel) {
  process.channel.unref()
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), graceMs).unref()
  })
}
