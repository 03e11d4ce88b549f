import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropView } from './rule'

judgesItsFiles(dropView, __dirname)
