import { judgesItsFiles } from '../../testing/judges-its-files'
import { missingLockTimeout } from './rule'

judgesItsFiles(missingLockTimeout, __dirname)
