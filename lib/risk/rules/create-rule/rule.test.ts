import { judgesItsFiles } from '../../testing/judges-its-files'
import { createRule } from './rule'

judgesItsFiles(createRule, __dirname)
