import { judgesItsFiles } from '../../testing/judges-its-files'
import { retypeForeignKeySide } from './rule'

judgesItsFiles(retypeForeignKeySide, __dirname)
