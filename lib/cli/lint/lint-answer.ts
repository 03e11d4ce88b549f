import type { z } from 'zod'
import type { lintAnswer } from '../../domain/answers/lint-answer'
import type { LintScript } from './sequence'

/** What `headgate lint --json` prints. */
export type LintAnswer = z.infer<typeof lintAnswer>

/** The answer, and the texts that its places lead into. */
export interface Linted {
  answer: LintAnswer
  /** By name; only those that were asked about. */
  scripts: Map<string, LintScript>
  /** Folder of the project whose migrations they are, as it was given; null: they are files. */
  project?: string | null
}
