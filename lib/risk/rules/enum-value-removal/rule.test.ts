import { judgesItsFiles } from '../../testing/judges-its-files'
import { enumValueRemoval } from './rule'

judgesItsFiles(enumValueRemoval, __dirname)
