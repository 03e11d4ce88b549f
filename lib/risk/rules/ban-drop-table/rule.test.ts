import { judgesItsFiles } from '../../testing/judges-its-files'
import { banDropTable } from './rule'

judgesItsFiles(banDropTable, __dirname)
