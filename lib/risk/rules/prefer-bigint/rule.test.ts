import { judgesItsFiles } from '../../testing/judges-its-files'
import { preferBigint } from './rule'

judgesItsFiles(preferBigint, __dirname)
