import { judgesItsFiles } from '../../testing/judges-its-files'
import { renamingTable } from './rule'

judgesItsFiles(renamingTable, __dirname)
