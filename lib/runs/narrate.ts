import type { Clock } from '../domain/clock'
import { durationWords } from '../domain/duration-words'
import type { Journal, StepChange } from '../domain/journal'
import type { StepDetail } from '../domain/run'

interface Known {
  title: string
  /** Statements are many: of these only waits for locks are told. */
  top: boolean
  /** Null: it ends without a begin of its own, together with the step before. */
  startedAt: number | null
  waiting: boolean
  /** Sessions that were told to wait behind it. */
  behind: number
}

/**
 * The same journal, which also tells the log what goes on: each step's begin and end with what it found, and each wait
 * for a lock. The log then reads as a story from which nothing is missing when the page is no longer there.
 */
export function narrate(journal: Journal, clock: Clock): Journal {
  const steps = new Map<number, Known>()
  const now = () => clock.now().getTime()

  async function tell(change: StepChange): Promise<void> {
    const step = steps.get(change.position)
    if (!step) return
    if (step.waiting && change.state !== 'running') await tellEndOfWait(step, change)
    if (!step.top) return
    if (change.state === 'running') {
      step.startedAt = now()
      await journal.log('info', `${step.title}: begins.`)
      return
    }
    const ms = change.detail?.durationMs ?? (step.startedAt === null ? null : now() - step.startedAt)
    const words = `${step.title}: ${change.state}${ms === null ? '' : ` after ${durationWords(ms)}`}.`
    // Why it failed stands in the run's last line, whole.
    const notes = change.state === 'done' ? (change.detail?.notes ?? []) : []
    await journal.log(levelOf(change.state), [words, ...notes].join(' '))
  }

  async function tellEndOfWait(step: Known, { state }: StepChange): Promise<void> {
    step.waiting = false
    if (state === 'done') await journal.log('info', `${step.title}: got its lock.`)
  }

  async function tellWait(position: number, detail: StepDetail): Promise<void> {
    const step = steps.get(position)
    if (!step) return
    const { holders = [], blocked = [] } = detail
    // A crowd that comes and goes is told as it grows.
    const grown = blocked.length > step.behind
    if (holders.length === 0 && !grown) return
    step.waiting ||= holders.length > 0
    step.behind = Math.max(step.behind, blocked.length)
    await journal.log('warn', [`${step.title}:`, ...(detail.notes ?? ['waits for a lock.'])].join(' '), {
      ...(holders.length > 0 && { holders }),
      ...(blocked.length > 0 && { blocked }),
    })
  }

  return {
    ...journal,
    async announce(intents) {
      await journal.announce(intents)
      for (const { position, title, parent, detail } of intents) {
        const name = parent === undefined ? title : [detail?.migration, title].filter(Boolean).join(', ')
        steps.set(position, {
          title: name,
          top: parent === undefined,
          startedAt: null,
          waiting: false,
          behind: 0,
        })
      }
    },
    async start(position, detail) {
      await journal.start(position, detail)
      await tell({ position, state: 'running', ...(detail && { detail }) })
    },
    async finish(position, state, detail) {
      await journal.finish(position, state, detail)
      await tell({ position, state, ...(detail && { detail }) })
    },
    async record(changes) {
      await journal.record(changes)
      for (const change of changes) await tell(change)
    },
    async note(position, detail) {
      await journal.note(position, detail)
      await tellWait(position, detail)
    },
  }
}

function levelOf(state: StepChange['state']): 'info' | 'warn' | 'error' {
  if (state === 'failed') return 'error'
  return state === 'unknown' ? 'warn' : 'info'
}
