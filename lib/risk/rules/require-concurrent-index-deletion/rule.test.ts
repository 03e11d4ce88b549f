import { judgesItsFiles } from '../../testing/judges-its-files'
import { requireConcurrentIndexDeletion } from './rule'

judgesItsFiles(requireConcurrentIndexDeletion, __dirname)
