import { judgesItsFiles } from '../../testing/judges-its-files'
import { preferIdentity } from './rule'

judgesItsFiles(preferIdentity, __dirname)
