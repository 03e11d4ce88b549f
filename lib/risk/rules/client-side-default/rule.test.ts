import { judgesItsFiles } from '../../testing/judges-its-files'
import { clientSideDefault } from './rule'

judgesItsFiles(clientSideDefault, __dirname)
