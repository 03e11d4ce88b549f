import { judgesItsFiles } from '../../testing/judges-its-files'
import { statementAfterExclusiveLock } from './rule'

judgesItsFiles(statementAfterExclusiveLock, __dirname)
