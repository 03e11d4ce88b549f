import { sendScripts } from './baselines'
import { emptyDatabase, planningPorts, planOf } from './environment'
import { generatedHistory } from './generated-history'
import { type Measurement, timed } from './measurement'

const count = 300

/** A plan of a whole history for an empty database, held against the least that a replay can be. */
export const measurePlanAll: Measurement = {
  name: 'plan-all',
  async measure({ adminUrl, rounds, size }) {
    const history = generatedHistory(count)
    const ports = planningPorts(adminUrl)
    size('migrations planned at once', count)
    const values: number[] = []
    const baselineValues: number[] = []
    for (let round = 0; round < rounds; round++) {
      const scripts = await emptyDatabase(adminUrl, `plan_all_scripts_${round}`)
      const empty = await emptyDatabase(adminUrl, `plan_all_${round}`)
      baselineValues.push(await timed(() => sendScripts(scripts, history)))
      values.push(await timed(() => planOf(ports, empty, history)))
    }
    const baseline = 'node-postgres, the same scripts into an empty database'
    return [{ name: `Plan ${count}, none applied`, unit: 'ms', values, baseline, baselineValues }]
  },
}
