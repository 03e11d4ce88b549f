import { judgesItsFiles } from '../../testing/judges-its-files'
import { tableWithoutPrimaryKey } from './rule'

judgesItsFiles(tableWithoutPrimaryKey, __dirname)
