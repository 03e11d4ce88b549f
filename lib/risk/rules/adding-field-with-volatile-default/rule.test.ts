import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingFieldWithVolatileDefault } from './rule'

judgesItsFiles(addingFieldWithVolatileDefault, __dirname)
