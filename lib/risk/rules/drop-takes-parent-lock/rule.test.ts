import { judgesItsFiles } from '../../testing/judges-its-files'
import { dropTakesParentLock } from './rule'

judgesItsFiles(dropTakesParentLock, __dirname)
