import { judgesItsFiles } from '../../testing/judges-its-files'
import { disableTrigger } from './rule'

judgesItsFiles(disableTrigger, __dirname)
