import { judgesItsFiles } from '../../testing/judges-its-files'
import { midFileCommit } from './rule'

judgesItsFiles(midFileCommit, __dirname)
