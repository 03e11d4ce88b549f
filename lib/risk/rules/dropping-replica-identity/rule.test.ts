import { judgesItsFiles } from '../../testing/judges-its-files'
import { droppingReplicaIdentity } from './rule'

judgesItsFiles(droppingReplicaIdentity, __dirname)
