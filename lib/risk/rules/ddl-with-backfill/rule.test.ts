import { judgesItsFiles } from '../../testing/judges-its-files'
import { ddlWithBackfill } from './rule'

judgesItsFiles(ddlWithBackfill, __dirname)
