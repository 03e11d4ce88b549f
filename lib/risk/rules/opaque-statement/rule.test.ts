import { judgesItsFiles } from '../../testing/judges-its-files'
import { opaqueStatement } from './rule'

judgesItsFiles(opaqueStatement, __dirname)
