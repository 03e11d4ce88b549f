import { judgesItsFiles } from '../../testing/judges-its-files'
import { setTablespace } from './rule'

judgesItsFiles(setTablespace, __dirname)
