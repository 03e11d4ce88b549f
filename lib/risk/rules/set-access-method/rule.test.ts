import { judgesItsFiles } from '../../testing/judges-its-files'
import { setAccessMethod } from './rule'

judgesItsFiles(setAccessMethod, __dirname)
