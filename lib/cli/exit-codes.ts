/** What a shell or a CI job reads. The same for every command. */
export const exitCodes = {
  /** Up to date, or done. */
  ok: 0,
  error: 1,
  /** `status`, `resolve`: there is something to deploy, and nothing in its way. */
  pending: 2,
  /** Failed, edited, missing, diverged, drift; a deploy that a gate keeps out. */
  attention: 3,
  /** `lint`: something to look at twice, and nothing worse. */
  warnings: 2,
  /** `lint`: something that can stop a site, lose data or fail, or that does not parse. */
  dangers: 3,
  /** The command line was not understood, or a yes is missing. */
  usage: 64,
  /** Stopped by SIGINT or SIGTERM. */
  stopped: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
