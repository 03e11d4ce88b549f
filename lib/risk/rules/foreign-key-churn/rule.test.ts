import { judgesItsFiles } from '../../testing/judges-its-files'
import { foreignKeyChurn } from './rule'

judgesItsFiles(foreignKeyChurn, __dirname)
