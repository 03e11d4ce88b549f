import { measureDeploy } from './deploy'
import { measureDeployAdded } from './deploy-added'
import { measureKept } from './kept'
import { measureLint } from './lint'
import type { Measurement } from './measurement'
import { measurePlan } from './plan'
import { measurePlanAll } from './plan-all'
import { measurePlans } from './plans'
import { measureSnapshot } from './snapshot'
import { measureStatus } from './status'

/** In the order of the report. */
export const measurements: Measurement[] = [
  measurePlan,
  measurePlanAll,
  measureStatus,
  measurePlans,
  measureDeploy,
  measureDeployAdded,
  measureKept,
  measureLint,
  measureSnapshot,
]
