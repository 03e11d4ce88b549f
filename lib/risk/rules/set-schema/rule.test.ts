import { judgesItsFiles } from '../../testing/judges-its-files'
import { setSchema } from './rule'

judgesItsFiles(setSchema, __dirname)
