import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnReferences } from './rule'

judgesItsFiles(addColumnReferences, __dirname)
