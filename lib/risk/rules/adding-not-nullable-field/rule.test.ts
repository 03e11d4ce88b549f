import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingNotNullableField } from './rule'

judgesItsFiles(addingNotNullableField, __dirname)
