import { judgesItsFiles } from '../../testing/judges-its-files'
import { lockTable } from './rule'

judgesItsFiles(lockTable, __dirname)
