import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropWhileRead } from './rule'

judgesItsFiles(dropWhileRead, __dirname)
