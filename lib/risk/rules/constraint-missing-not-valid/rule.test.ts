import { judgesItsFiles } from '../../testing/judges-its-files'
import { constraintMissingNotValid } from './rule'

judgesItsFiles(constraintMissingNotValid, __dirname)
