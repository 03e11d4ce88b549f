import { judgesItsFiles } from '../../testing/judges-its-files'
import { alterDomainAddConstraint } from './rule'

judgesItsFiles(alterDomainAddConstraint, __dirname)
