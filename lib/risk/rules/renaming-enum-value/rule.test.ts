import { judgesItsFiles } from '../../testing/judges-its-files'
import { renamingEnumValue } from './rule'

judgesItsFiles(renamingEnumValue, __dirname)
