import { judgesItsFiles } from '../../testing/judges-its-files'
import { renamingColumn } from './rule'

judgesItsFiles(renamingColumn, __dirname)
