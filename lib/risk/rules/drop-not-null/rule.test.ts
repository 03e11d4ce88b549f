import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropNotNull } from './rule'

judgesItsFiles(dropNotNull, __dirname)
