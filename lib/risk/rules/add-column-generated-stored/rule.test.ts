import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnGeneratedStored } from './rule'

judgesItsFiles(addColumnGeneratedStored, __dirname)
