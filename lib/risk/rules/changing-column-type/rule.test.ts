import { judgesItsFiles } from '../../testing/judges-its-files'
import { changingColumnType } from './rule'

judgesItsFiles(changingColumnType, __dirname)
