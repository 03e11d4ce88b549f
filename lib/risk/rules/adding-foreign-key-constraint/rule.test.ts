import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingForeignKeyConstraint } from './rule'

judgesItsFiles(addingForeignKeyConstraint, __dirname)
