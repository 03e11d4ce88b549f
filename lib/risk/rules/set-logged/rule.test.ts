import { judgesItsFiles } from '../../testing/judges-its-files'
import { setLogged } from './rule'

judgesItsFiles(setLogged, __dirname)
