import { judgesItsFiles } from '../../testing/judges-its-files'
import { narrowingType } from './rule'

judgesItsFiles(narrowingType, __dirname)
