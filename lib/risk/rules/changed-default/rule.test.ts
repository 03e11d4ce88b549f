import { judgesItsFiles } from '../../testing/judges-its-files'
import { changedDefault } from './rule'

judgesItsFiles(changedDefault, __dirname)
