import { judgesItsFiles } from '../../testing/judges-its-files'
import { requireConcurrentIndexCreation } from './rule'

judgesItsFiles(requireConcurrentIndexCreation, __dirname)
