import { judgesItsFiles } from '../../testing/judges-its-files'
import { droppingConstraint } from './rule'

judgesItsFiles(droppingConstraint, __dirname)
