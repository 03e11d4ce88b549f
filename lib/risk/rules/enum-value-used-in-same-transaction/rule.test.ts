import { judgesItsFiles } from '../../testing/judges-its-files'
import { enumValueUsedInSameTransaction } from './rule'

judgesItsFiles(enumValueUsedInSameTransaction, __dirname)
