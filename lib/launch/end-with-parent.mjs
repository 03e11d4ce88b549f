// Loaded into every process that the supervisor starts, and into what those fork with the same arguments: one whose
// parent was killed must not hold its port on.
const graceMs = 10_000

if (process.channel) {
  // The supervisor's channel alone must not keep a process going that has nothing left to do. A fork waits for its
  // orders on the channel of its own, as the server of `next dev` does, and would end before they come.
  if (process.env.HEADGATE_SUPERVISED) process.channel.unref()
  delete process.env.HEADGATE_SUPERVISED
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), graceMs).unref()
  })
}
