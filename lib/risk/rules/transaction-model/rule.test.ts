import { judgesItsFiles } from '../../testing/judges-its-files'
import { transactionModel } from './rule'

judgesItsFiles(transactionModel, __dirname)
