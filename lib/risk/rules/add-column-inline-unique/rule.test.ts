import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnInlineUnique } from './rule'

judgesItsFiles(addColumnInlineUnique, __dirname)
