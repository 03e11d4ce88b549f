import { judgesItsFiles } from '../../testing/judges-its-files'
import { disallowedUniqueConstraint } from './rule'

judgesItsFiles(disallowedUniqueConstraint, __dirname)
