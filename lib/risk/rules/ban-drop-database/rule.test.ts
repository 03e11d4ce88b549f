import { judgesItsFiles } from '../../testing/judges-its-files'
import { banDropDatabase } from './rule'

judgesItsFiles(banDropDatabase, __dirname)
