import { judgesItsFiles } from '../../testing/judges-its-files'
import { notNullWithNulls } from './rule'

judgesItsFiles(notNullWithNulls, __dirname)
