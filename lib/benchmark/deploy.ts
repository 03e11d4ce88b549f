import { sendStatements } from './baselines'
import { deploy, emptyDatabase, planningPorts, planOf } from './environment'
import { generatedHistory } from './generated-history'
import { type Measurement, timed } from './measurement'

const count = 300

/** A deploy of many migrations, held against node-postgres with the same statements. */
export const measureDeploy: Measurement = {
  name: 'deploy',
  async measure({ adminUrl, rounds, size }) {
    const history = generatedHistory(count)
    const plan = await planOf(planningPorts(adminUrl), await emptyDatabase(adminUrl, 'deploy_plan'), history)
    size('migrations deployed', count)
    size(
      'statements deployed',
      plan.migrations.reduce((sum, { statements }) => sum + statements.length, 0),
    )
    const values: number[] = []
    const baselineValues: number[] = []
    for (let round = 0; round < rounds; round++) {
      const sent = await emptyDatabase(adminUrl, `deploy_sent_${round}`)
      const deployed = await emptyDatabase(adminUrl, `deploy_${round}`)
      baselineValues.push(await timed(() => sendStatements(sent, plan.migrations)))
      values.push(await timed(() => deploy(deployed, plan, history)))
    }
    const baseline = 'node-postgres, the same statements, a transaction for each migration'
    return [{ name: `Deploy ${count}`, unit: 'ms', values, baseline, baselineValues, target: 1.25 }]
  },
}
