import { judgesItsFiles } from '../../testing/judges-its-files'
import { foreignKeyOnPartitionedNotValid } from './rule'

judgesItsFiles(foreignKeyOnPartitionedNotValid, __dirname)
