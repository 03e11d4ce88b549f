import { judgesItsFiles } from '../../testing/judges-its-files'
import { refreshMaterializedView } from './rule'

judgesItsFiles(refreshMaterializedView, __dirname)
