import { judgesItsFiles } from '../../testing/judges-its-files'
import { hiddenObjectDropped } from './rule'

judgesItsFiles(hiddenObjectDropped, __dirname)
