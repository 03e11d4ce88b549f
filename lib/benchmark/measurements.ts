import { measureDeploy } from './deploy'
import type { Measurement } from './measurement'
import { measurePlanAll } from './plan-all'

/** In the order of the report. */
export const measurements: Measurement[] = [measurePlanAll, measureDeploy]
