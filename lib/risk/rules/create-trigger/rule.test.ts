import { judgesItsFiles } from '../../testing/judges-its-files'
import { createTrigger } from './rule'

judgesItsFiles(createTrigger, __dirname)
