import { judgesItsFiles } from '../../testing/judges-its-files'
import { concurrentlyInTransaction } from './rule'

judgesItsFiles(concurrentlyInTransaction, __dirname)
