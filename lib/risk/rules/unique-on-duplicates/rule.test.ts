import { judgesItsFiles } from '../../testing/judges-its-files'
import { uniqueOnDuplicates } from './rule'

judgesItsFiles(uniqueOnDuplicates, __dirname)
