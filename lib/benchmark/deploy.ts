import { sendStatements, sendStatementsWithLedger } from './baselines'
import { deploy, emptyDatabase, planningPorts, planOf } from './environment'
import { generatedHistory } from './generated-history'
import { type Bench, type Measured, type Measurement, timed } from './measurement'

/**
 * A deploy of many migrations — locks, preflight, guards, ledger and the comparison at the end included, the connection
 * and its checks too — held against node-postgres: the same statements alone, and with the same rows of the ledger.
 */
export const measureDeploy: Measurement = {
  name: 'deploy',
  async measure(bench) {
    const measured = await measureCount(bench, 300)
    return bench.full ? [...measured, ...(await measureCount(bench, 820))] : measured
  },
}

async function measureCount({ adminUrl, rounds, size }: Bench, count: number): Promise<Measured[]> {
  const history = generatedHistory(count)
  const planned = await emptyDatabase(adminUrl, `deploy_plan_${count}`)
  const plan = await planOf(planningPorts(adminUrl), planned, history)
  const statements = plan.migrations.reduce((sum, migration) => sum + migration.statements.length, 0)
  size(`statements in ${count} migrations deployed`, statements)

  const values: number[] = []
  const sent: number[] = []
  const sentWithLedger: number[] = []
  for (let round = 0; round < rounds; round++) {
    const fresh = (what: string) => emptyDatabase(adminUrl, `deploy_${what}_${count}_${round}`)
    const [bare, ledger, deployed] = [await fresh('sent'), await fresh('ledger'), await fresh('whole')]
    sent.push(await timed(() => sendStatements(bare, plan.migrations)))
    values.push(await timed(() => deploy(deployed, plan, history)))
    sentWithLedger.push(await timed(() => sendStatementsWithLedger(ledger, plan.migrations)))
  }
  const what = 'node-postgres, the same statements, a transaction for each migration'
  const name = `Deploy ${count}`
  return [
    { name, unit: 'ms', values, baseline: what, baselineValues: sent, target: 1.25 },
    {
      name: `${name}, against its ledger too`,
      unit: 'ms',
      values,
      baseline: `${what}, and its row of the ledger`,
      baselineValues: sentWithLedger,
    },
  ]
}
