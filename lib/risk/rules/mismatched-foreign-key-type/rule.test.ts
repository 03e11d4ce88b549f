import { judgesItsFiles } from '../../testing/judges-its-files'
import { mismatchedForeignKeyType } from './rule'

judgesItsFiles(mismatchedForeignKeyType, __dirname)
