import { judgesItsFiles } from '../../testing/judges-its-files'
import { detachPartition } from './rule'

judgesItsFiles(detachPartition, __dirname)
