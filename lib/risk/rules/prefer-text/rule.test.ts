import { judgesItsFiles } from '../../testing/judges-its-files'
import { preferText } from './rule'

judgesItsFiles(preferText, __dirname)
