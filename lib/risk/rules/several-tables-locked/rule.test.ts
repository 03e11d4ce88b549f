import { judgesItsFiles } from '../../testing/judges-its-files'
import { severalTablesLocked } from './rule'

judgesItsFiles(severalTablesLocked, __dirname)
