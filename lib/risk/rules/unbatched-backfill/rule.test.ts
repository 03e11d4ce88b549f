import { judgesItsFiles } from '../../testing/judges-its-files'
import { unbatchedBackfill } from './rule'

judgesItsFiles(unbatchedBackfill, __dirname)
