import { context } from '../../composition/context'
import { startRunner } from '../runner'

/** A runner that a test may kill: its lease is short, so that its successor need not wait. */
const runner = startRunner(context(), { leaseMs: 1_200, pollMs: 50 })
process.once('SIGTERM', () => runner.stop().then(() => process.exit(0)))
