import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropTrigger } from './rule'

judgesItsFiles(dropTrigger, __dirname)
