import { judgesItsFiles } from '../../testing/judges-its-files'
import { truncate } from './rule'

judgesItsFiles(truncate, __dirname)
