import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnInlineCheck } from './rule'

judgesItsFiles(addColumnInlineCheck, __dirname)
