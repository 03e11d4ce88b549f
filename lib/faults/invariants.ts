import type { Facts } from './facts'
import type { Digests } from './places'

/** Something that has to be true after every fault. */
export interface Invariant {
  name: string
  sentence: string
  /** What speaks against it; nothing: it holds. */
  violations(facts: Facts): string[]
}

export const invariants: Invariant[] = [
  {
    name: 'schema is never between',
    sentence:
      'The schema is exactly before or after, and of a stepwise migration exactly at a recorded link.',
    violations: ({ places, live }) =>
      places.some(({ schema }) => schema === live.schema)
        ? []
        : [`The schema ${live.schema.slice(0, 8)} is none of: ${places.map(({ name }) => name).join(', ')}.`],
  },
  {
    name: 'what is half done is named',
    sentence: 'An index that a stopped build left invalid is named in what the run says.',
    violations: ({ live, run }) =>
      live.invalidIndexes
        .filter((index) => !run.said.includes(index.replace(/^public\./, '')))
        .map((index) => `${index} is invalid, and the run says: ${run.said}`),
  },
  {
    name: 'ledger and schema agree',
    sentence: 'The ledger says finished if and only if the schema says after.',
    violations(facts) {
      const { finished, open } = ledgerOf(facts)
      const agreeing = facts.places.filter(
        (place) =>
          place.schema === facts.live.schema &&
          same(place.applied, finished) &&
          place.open === (open[0] ?? null),
      )
      if (agreeing.length > 0 && open.length < 2) return []
      const schema = facts.places.filter((place) => place.schema === facts.live.schema)
      return [
        `Finished: ${finished.join(', ') || 'none'}; begun: ${open.join(', ') || 'none'}; the schema is: ${schema.map(({ name }) => name).join(' or ') || 'unknown'}.`,
      ]
    },
  },
  {
    name: 'data is whole',
    sentence:
      'The rows are exactly those of a state in which something commits: nothing ran half, and nothing twice.',
    violations(facts) {
      const { finished, open } = ledgerOf(facts)
      const there = facts.places.filter(
        (place) => same(place.applied, finished) && place.open === (open[0] ?? null),
      )
      const candidates = there.length > 0 ? there : facts.places
      if (candidates.some(({ digests }) => different(digests, facts.live.digests).length === 0)) return []
      const nearest = candidates[0]
      return [
        `Not as in “${nearest?.name}”: ${different(nearest?.digests ?? {}, facts.live.digests).join(', ')}.`,
      ]
    },
  },
  {
    name: 'other tables are untouched',
    sentence: 'Tables that no migration writes have the same rows as before.',
    violations({ places, live }) {
      const [first, ...rest] = places
      if (!first) return []
      return Object.entries(first.digests)
        .filter(([table, digest]) => rest.every(({ digests }) => digests[table] === digest))
        .filter(([table, digest]) => live.digests[table] !== digest)
        .map(([table]) => `${table} had ${first.digests[table]} and has ${live.digests[table]}.`)
    },
  },
  {
    name: 'what was acknowledged is there',
    sentence:
      'A migration that the journal called done is applied, and a run that had ended ends no other way.',
    violations(facts) {
      const { finished } = ledgerOf(facts)
      const missing =
        facts.run.kind === 'deploy' ? facts.acknowledged.filter((name) => !finished.includes(name)) : []
      return [
        ...missing.map((name) => `${name} was called done, and is not applied.`),
        ...(facts.ended !== null && facts.ended !== facts.run.state
          ? [`The run was ${facts.ended}, and is ${facts.run.state}.`]
          : []),
      ]
    },
  },
  {
    name: 'the run says what is there',
    sentence:
      'Its state, its steps and its deploy request say what the database shows; nothing is left open.',
    violations(facts) {
      const { finished, open } = ledgerOf(facts)
      const here = facts.places.filter(
        (place) => same(place.applied, finished) && place.open === (open[0] ?? null),
      )
      const { run } = facts
      const wrong: string[] = []
      const fits = here.some(
        ({ states, requestStates }) => states.includes(run.state) && requestStates.includes(run.requestState),
      )
      if (here.length > 0 && !fits)
        wrong.push(`It is ${run.state} (request: ${run.requestState}) at “${here[0]?.name}”: ${run.said}`)
      if (run.openSteps.length > 0) wrong.push(`Steps without an outcome: ${run.openSteps.join(', ')}.`)
      if (run.kind === 'deploy') {
        const lying = run.done.filter((name) => !finished.includes(name))
        wrong.push(...lying.map((name) => `Its step says that ${name} is done, and it is not applied.`))
        wrong.push(
          ...open
            .filter((name) => !run.said.includes(name))
            .map((name) => `${name} is half-way, and not named.`),
        )
      }
      return wrong
    },
  },
  {
    name: 'one run at a time',
    sentence: 'No database has more than one run that is not over, and none when all is done.',
    violations: ({ unresolved, mostAtOnce }) => [
      ...unresolved.map((id) => `Run ${id} has not ended.`),
      ...(mostAtOnce > 1 ? [`${mostAtOnce} runs were under way at once.`] : []),
    ],
  },
  {
    name: 'nothing is left behind',
    sentence: 'No advisory lock, session, shadow or scratch database of Headgate is left.',
    violations: ({ left }) => [
      ...left.locks.map((lock) => `An advisory lock is left: ${lock}.`),
      ...left.sessions.map((session) => `A session is left: ${session}.`),
      ...left.databases.map((database) => `A database is left: ${database}.`),
    ],
  },
  {
    name: 'what ran was approved',
    sentence:
      'The server was sent the approved statements, byte for byte, and nothing else that changes something.',
    violations: ({ strangeTexts, neverSent }) => [
      ...strangeTexts.map((text) => `Sent, and not approved: ${text.slice(0, 200)}`),
      ...neverSent.map((text) => `Counts as applied, and was never sent: ${text.slice(0, 200)}`),
    ],
  },
  {
    name: 'Prisma neither slips in nor hangs',
    sentence:
      'A waiting `prisma migrate deploy` never finds its way between two migrations of a run, and never waits for good.',
    violations(facts) {
      const { finished } = ledgerOf(facts)
      return facts.prisma.flatMap(({ answer, applied, runConnected }) => {
        if (answer === 'would_apply' && runConnected && applied > 0 && applied < finished.length)
          return [
            `It would have gone on after migration ${applied}, and the run then did ${finished.length}.`,
          ]
        return answer === 'gave_up' ? ['It waited for its lock until it gave up.'] : []
      })
    },
  },
  {
    name: 'verified snapshots restore',
    sentence: 'A snapshot that is called verified restores to the counts and hashes that were recorded.',
    violations: ({ snapshots }) =>
      snapshots.flatMap(({ id, recorded, restored }) => {
        if (typeof restored === 'string') return [`${id} does not restore: ${restored}`]
        const wrong = different(recorded, restored)
        return wrong.length === 0 ? [] : [`${id} restores otherwise: ${wrong.join(', ')}.`]
      }),
  },
  {
    name: 'the failed database stays',
    sentence: 'After a restore the database from before is there, with every row that it had.',
    violations({ failedDatabase }) {
      if (!failedDatabase) return []
      const { name, holds, must } = failedDatabase
      if (holds === null) return [`${name} is gone.`]
      const wrong = different(must, holds)
      return wrong.length === 0 ? [] : [`${name} is not what it was: ${wrong.join(', ')}.`]
    },
  },
  {
    name: 'forward and back is the same',
    sentence: 'A deploy and its rollback give back the same catalog and the same kept values.',
    violations: ({ roundTrip }) => roundTrip,
  },
]

export interface Violation {
  invariant: string
  what: string
}

export function violationsOf(facts: Facts): Violation[] {
  return invariants.flatMap(({ name, violations }) =>
    violations(facts).map((what) => ({ invariant: name, what })),
  )
}

function ledgerOf({ live, planned }: Facts): { finished: string[]; open: string[] } {
  const standing = live.ledger.filter((row) => row.rolledBackAt === null && planned.includes(row.name))
  const finished = new Set(standing.filter((row) => row.finishedAt !== null).map(({ name }) => name))
  const open = standing.filter((row) => row.finishedAt === null).map(({ name }) => name)
  return { finished: planned.filter((name) => finished.has(name)), open }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index])
}

/** `table: digest → digest` of those that are not equal. */
export function different(one: Digests, other: Digests): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((table) => one[table] !== other[table])
    .map((table) => `${table}: ${one[table] ?? 'none'} → ${other[table] ?? 'none'}`)
}
