import { judgesItsFiles } from '../../testing/judges-its-files'
import { shortIntegerPrimaryKey } from './rule'

judgesItsFiles(shortIntegerPrimaryKey, __dirname)
