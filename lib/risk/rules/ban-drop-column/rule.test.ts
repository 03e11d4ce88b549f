import { judgesItsFiles } from '../../testing/judges-its-files'
import { banDropColumn } from './rule'

judgesItsFiles(banDropColumn, __dirname)
