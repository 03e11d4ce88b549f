import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingPrimaryKey } from './rule'

judgesItsFiles(addingPrimaryKey, __dirname)
