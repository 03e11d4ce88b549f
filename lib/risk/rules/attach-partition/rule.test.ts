import { judgesItsFiles } from '../../testing/judges-its-files'
import { attachPartition } from './rule'

judgesItsFiles(attachPartition, __dirname)
