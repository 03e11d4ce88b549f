import { judgesItsFiles } from '../../testing/judges-its-files'
import { foreignKeyOrphans } from './rule'

judgesItsFiles(foreignKeyOrphans, __dirname)
