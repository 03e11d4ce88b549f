import { judgesItsFiles } from '../../testing/judges-its-files'
import { updateWithoutWhere } from './rule'

judgesItsFiles(updateWithoutWhere, __dirname)
