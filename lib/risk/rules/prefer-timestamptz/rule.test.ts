import { judgesItsFiles } from '../../testing/judges-its-files'
import { preferTimestamptz } from './rule'

judgesItsFiles(preferTimestamptz, __dirname)
