import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnConstrainedDomain } from './rule'

judgesItsFiles(addColumnConstrainedDomain, __dirname)
