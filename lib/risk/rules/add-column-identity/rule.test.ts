import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnIdentity } from './rule'

judgesItsFiles(addColumnIdentity, __dirname)
