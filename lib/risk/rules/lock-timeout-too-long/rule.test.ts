import { judgesItsFiles } from '../../testing/judges-its-files'
import { lockTimeoutTooLong } from './rule'

judgesItsFiles(lockTimeoutTooLong, __dirname)
