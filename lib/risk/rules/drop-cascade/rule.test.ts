import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropCascade } from './rule'

judgesItsFiles(dropCascade, __dirname)
