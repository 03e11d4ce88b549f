import { judgesItsFiles } from '../../testing/judges-its-files'
import { rowLevelSecurity } from './rule'

judgesItsFiles(rowLevelSecurity, __dirname)
