import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnSerial } from './rule'

judgesItsFiles(addColumnSerial, __dirname)
