import { judgesItsFiles } from '../../testing/judges-its-files'
import { duplicateIndex } from './rule'

judgesItsFiles(duplicateIndex, __dirname)
