import { judgesItsFiles } from '../../testing/judges-its-files'
import { enumRecreated } from './rule'

judgesItsFiles(enumRecreated, __dirname)
