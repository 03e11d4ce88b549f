import { judgesItsFiles } from '../../testing/judges-its-files'
import { checkViolations } from './rule'

judgesItsFiles(checkViolations, __dirname)
