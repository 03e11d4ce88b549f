import { judgesItsFiles } from '../../testing/judges-its-files'
import { deleteWithoutWhere } from './rule'

judgesItsFiles(deleteWithoutWhere, __dirname)
