import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropAndRecreateColumn } from './rule'

judgesItsFiles(dropAndRecreateColumn, __dirname)
