import { judgesItsFiles } from '../../testing/judges-its-files'
import { createPolicy } from './rule'

judgesItsFiles(createPolicy, __dirname)
