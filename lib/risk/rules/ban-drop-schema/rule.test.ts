import { judgesItsFiles } from '../../testing/judges-its-files'
import { banDropSchema } from './rule'

judgesItsFiles(banDropSchema, __dirname)
