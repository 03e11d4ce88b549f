import { judgesItsFiles } from '../../testing/judges-its-files'
import { bigserial } from './rule'

judgesItsFiles(bigserial, __dirname)
