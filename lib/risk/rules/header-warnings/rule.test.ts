import { judgesItsFiles } from '../../testing/judges-its-files'
import { headerWarnings } from './rule'

judgesItsFiles(headerWarnings, __dirname)
