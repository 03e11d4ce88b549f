import type { CatalogReader, Session } from '../databases/database'
import type { Catalog, CatalogChange } from '../domain/catalog'
import { applyDelta } from '../domain/catalog-delta'
import type { Clock } from '../domain/clock'
import { schemaDifferences } from './verify'

/** A check may cost this part of the time since the last one. */
const shareOfTime = 1 / 20
/** What reading an object that is new or changed adds to a reading, about. */
const msOfChange = 0.05

/**
 * Whether the live schema is where the plan's chain says, before each migration. What is guaranteed:
 *
 * - A change of the schema by anybody else that was committed before a migration's transaction began is noticed by
 *   that migration, before its first statement. PostgreSQL gives every transaction that writes a number, in order and
 *   without a gap, so when ours follow each other directly, and none was under way when the schema was last read,
 *   nobody else has written anything, to whichever database of the server. Otherwise the schema is read.
 * - A migration whose effect may not be the one on the shadow database (see `dependsOnData`) is compared before the
 *   next one begins, and so is one that was not one transaction, and every one where event triggers act along.
 * - Any other is a list of statements that did on the same schema what they did on the shadow. It is compared with the
 *   next reading: when the last one was longer ago than twenty times what it cost, and at the end of every deploy.
 */
export class SchemaLink {
  private since: CatalogChange[] = []
  private doubtful = false
  private readAt: number
  /** Number of the next transaction if nobody else has written since the last reading; null: unknown. */
  private next: bigint | null

  /** `known` was read in `costMs`, when `snapshot` (`pg_current_snapshot()`) had been taken. */
  constructor(
    private readonly session: Session,
    private readonly reader: CatalogReader,
    private readonly clock: Clock,
    private readonly chain: string[],
    private known: Catalog,
    snapshot: string,
    private costMs: number,
    /** What every migration does here may depend on more than its text. */
    private readonly always: boolean,
  ) {
    this.next = followerOf(snapshot, null)
    this.readAt = clock.now().getTime()
  }

  /** The schema as it should be now. */
  get expected(): Catalog {
    if (this.since.length > 0) {
      this.known = applyDelta(this.known, this.since)
      this.since = []
    }
    return this.known
  }

  /** Whether only a reading can tell that the schema is the expected one, in the transaction `xid`; null: in none yet. */
  needsReading(xid: bigint | null): boolean {
    if (this.always || this.doubtful || xid === null || xid !== this.next) return true
    const cost = this.costMs + this.since.length * msOfChange
    return cost < (this.clock.now().getTime() - this.readAt) * shareOfTime
  }

  /** Reads the schema as it is before migration `index`; resolves to its differences, in words. Throws `DatabaseError`. */
  async read(index: number, xid: bigint | null): Promise<string[]> {
    const started = this.clock.now().getTime()
    const { rows } = await this.session.query<{ snapshot: string }>(
      'SELECT pg_catalog.pg_current_snapshot()::text AS snapshot',
    )
    const live = await this.reader.read()
    const differences = schemaDifferences(() => this.expected, live, this.chain[index] ?? '')
    this.next = followerOf(rows[0]?.snapshot ?? '', xid)
    this.doubtful = differences.length > 0
    this.readAt = this.clock.now().getTime()
    this.costMs = this.readAt - started
    return differences
  }

  /** Transaction `xid` is over, whether it was committed or taken back: the next one is the one after it. */
  ended(xid: bigint): void {
    if (this.next === xid) this.next = xid + 1n
    else if (this.next !== null && this.next < xid) this.next = null
  }

  /** A migration was applied; `doubtful`: its effect has to be seen. */
  applied(changes: CatalogChange[], doubtful: boolean): void {
    this.since.push(...changes)
    this.doubtful ||= doubtful
  }
}

/**
 * The number of the transaction that comes next, where a snapshot shows that none but `own` was under way: those
 * numbered below its second part are all over then, and seen. One that was under way beyond it has taken the number.
 */
function followerOf(snapshot: string, own: bigint | null): bigint | null {
  const [, xmax, running] = snapshot.split(':')
  if (!xmax) return null
  const others = (running ?? '').split(',').filter((xid) => xid !== '' && BigInt(xid) !== own)
  const next = BigInt(xmax)
  if (others.length > 0 || (own !== null && next < own)) return null
  return next
}
