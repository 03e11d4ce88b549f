import { judgesItsFiles } from '../../testing/judges-its-files'
import { concurrentOnPartitionedParent } from './rule'

judgesItsFiles(concurrentOnPartitionedParent, __dirname)
