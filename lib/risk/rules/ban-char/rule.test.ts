import { judgesItsFiles } from '../../testing/judges-its-files'
import { banChar } from './rule'

judgesItsFiles(banChar, __dirname)
