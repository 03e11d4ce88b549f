import { judgesItsFiles } from '../../testing/judges-its-files'
import { vacuumFull } from './rule'

judgesItsFiles(vacuumFull, __dirname)
