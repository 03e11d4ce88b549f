import { judgesItsFiles } from '../../testing/judges-its-files'
import { riskyCast } from './rule'

judgesItsFiles(riskyCast, __dirname)
