import { judgesItsFiles } from '../../testing/judges-its-files'
import { cluster } from './rule'

judgesItsFiles(cluster, __dirname)
