import { measureDeploy } from './deploy'
import type { Measurement } from './measurement'
import { measurePlan } from './plan'
import { measurePlanAll } from './plan-all'

/** In the order of the report. */
export const measurements: Measurement[] = [measurePlan, measurePlanAll, measureDeploy]
