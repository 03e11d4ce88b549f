import { judgesItsFiles } from '../../testing/judges-its-files'
import { createPartitionOf } from './rule'

judgesItsFiles(createPartitionOf, __dirname)
