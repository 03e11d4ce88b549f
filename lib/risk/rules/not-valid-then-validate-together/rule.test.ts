import { judgesItsFiles } from '../../testing/judges-its-files'
import { notValidThenValidateTogether } from './rule'

judgesItsFiles(notValidThenValidateTogether, __dirname)
