import { judgesItsFiles } from '../../testing/judges-its-files'
import { identifierTooLong } from './rule'

judgesItsFiles(identifierTooLong, __dirname)
