import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingRequiredField } from './rule'

judgesItsFiles(addingRequiredField, __dirname)
