import { judgesItsFiles } from '../../testing/judges-its-files'
import { foreignKeyMissingIndex } from './rule'

judgesItsFiles(foreignKeyMissingIndex, __dirname)
