import { judgesItsFiles } from '../../testing/judges-its-files'
import { droppingConstraintBackingIndex } from './rule'

judgesItsFiles(droppingConstraintBackingIndex, __dirname)
