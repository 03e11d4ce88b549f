import { judgesItsFiles } from '../../testing/judges-its-files'
import { cachedPlan } from './rule'

judgesItsFiles(cachedPlan, __dirname)
