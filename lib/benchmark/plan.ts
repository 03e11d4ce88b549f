import { createHash } from 'node:crypto'
import type { MigrationFile } from '../domain/migration'
import type { PlanningPorts } from '../engines/planning/make-plan'
import { sendScripts } from './baselines'
import { appliedDatabase, emptyDatabase, planningPorts, planOf, schemaOf } from './environment'
import { generatedHistory } from './generated-history'
import { type Measured, type Measurement, timed } from './measurement'

const [long, short] = [800, 10]

/**
 * A plan of one pending migration after a long history, held against the same after a short one that leads to the same
 * schema, and against replaying the long one.
 */
export const measurePlan: Measurement = {
  name: 'plan',
  async measure({ adminUrl, rounds, size }) {
    const history = generatedHistory(long)
    // The same schema, in a tenth of the migrations and less.
    const squashed = inParts(history, short)
    size('migrations applied', long)
    size(
      'characters of SQL applied',
      history.reduce((sum, { sql }) => sum + sql.length, 0),
    )
    const after = {
      long: await appliedDatabase(adminUrl, 'plan_long', history),
      short: await appliedDatabase(adminUrl, 'plan_short', squashed),
      small: await appliedDatabase(adminUrl, 'plan_small', generatedHistory(short)),
    }
    const ports = planningPorts(adminUrl)
    const schema = await schemaOf(ports, after.long)
    const small = await schemaOf(ports, after.small)
    const fresh = (at: PlanningPorts, url: string, applied: MigrationFile[], text: string) =>
      timed(() => planOf(at, url, [...applied, pendingFile(text)], url === after.small ? small : schema))
    const cold: number[] = []
    const replayed: number[] = []
    for (let round = 0; round < Math.min(rounds, 3); round++) {
      const empty = await emptyDatabase(adminUrl, `plan_replay_${round}`)
      replayed.push(await timed(() => sendScripts(empty, history)))
      // Another history each time, so that nothing of it is kept.
      const other = history.map((file, index) => (index === 0 ? comment(file, `round ${round}`) : file))
      const url = await appliedDatabase(adminUrl, `plan_cold_${round}`, other)
      cold.push(await fresh(planningPorts(adminUrl), url, other, 'cold'))
    }
    for (const [url, applied] of [
      [after.long, history],
      [after.short, squashed],
      [after.small, generatedHistory(short)],
    ] as const) {
      await fresh(ports, url, applied, 'first')
    }
    const times = {
      long: [] as number[],
      short: [] as number[],
      again: [] as number[],
      small: [] as number[],
    }
    const againShort: number[] = []
    for (let round = 0; round < rounds; round++) {
      const text = `round ${round}`
      times.small.push(await fresh(ports, after.small, generatedHistory(short), text))
      times.short.push(await fresh(ports, after.short, squashed, text))
      times.long.push(await fresh(ports, after.long, history, text))
      againShort.push(await fresh(ports, after.short, squashed, text))
      times.again.push(await fresh(ports, after.long, history, text))
    }
    const each = (values: number[]) =>
      times.long.map((_, round) => values[round % values.length] ?? Number.NaN)
    const row = (
      name: string,
      values: number[],
      baseline: string,
      baselineValues: number[],
      target?: number,
    ) =>
      ({ name, unit: 'ms', values, baseline, baselineValues, ...(target && { target }) }) satisfies Measured
    const sameSchema = `${short} applied, the same schema`
    const wholePlan = `the first plan, which replays all ${long}`
    const scripts = 'node-postgres, the same scripts into an empty database'
    return [
      row(`Plan 1 new, ${long} applied`, times.long, sameSchema, times.short, 1.25),
      row(`Plan 1 new, ${long} applied`, times.long, wholePlan, each(cold), 0.1),
      row(`Plan 1 again, ${long} applied`, times.again, sameSchema, againShort, 1.25),
      row(`Plan 1 again, ${long} applied`, times.again, wholePlan, each(cold), 0.1),
      row(`Plan 1 again, ${long} applied`, times.again, scripts, each(replayed)),
      row(`Plan 1 new, ${long} applied`, times.long, `${short} applied, of a small schema`, times.small),
      row(`First plan, ${long} applied`, cold, scripts, replayed),
    ]
  },
}

/** A migration that nobody has planned before. */
function pendingFile(text: string): MigrationFile {
  return file('20990101000000_pending', `-- ${text}\nALTER TABLE "orders_0" ADD COLUMN "pending" TEXT;\n`)
}

function comment({ name, sql }: MigrationFile, text: string): MigrationFile {
  return file(name, `-- ${text}\n${sql}`)
}

function inParts(history: MigrationFile[], count: number): MigrationFile[] {
  const each = Math.ceil(history.length / count)
  return Array.from({ length: count }, (_, index) => {
    const part = history.slice(index * each, (index + 1) * each)
    // A value that was added to an enum wants its commit, which a script of many statements does not have.
    return file(part[0]?.name ?? '', part.map(({ sql }) => sql).join('\n'))
  })
}

function file(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
