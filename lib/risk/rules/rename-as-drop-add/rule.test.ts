import { judgesItsFiles } from '../../testing/judges-its-files'
import { renameAsDropAdd } from './rule'

judgesItsFiles(renameAsDropAdd, __dirname)
