import { judgesItsFiles } from '../../testing/judges-its-files'
import { reindex } from './rule'

judgesItsFiles(reindex, __dirname)
