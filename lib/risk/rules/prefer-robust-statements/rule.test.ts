import { judgesItsFiles } from '../../testing/judges-its-files'
import { preferRobustStatements } from './rule'

judgesItsFiles(preferRobustStatements, __dirname)
