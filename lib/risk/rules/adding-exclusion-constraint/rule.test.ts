import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingExclusionConstraint } from './rule'

judgesItsFiles(addingExclusionConstraint, __dirname)
