import { judgesItsFiles } from '../../testing/judges-its-files'
import { concurrentIndexIfNotExists } from './rule'

judgesItsFiles(concurrentIndexIfNotExists, __dirname)
