import { directorySource } from './directory/directory-source'
import type { ProjectSource } from './source'

/** Every kind of source. A new one is a file and a line here. */
export const sources: Record<ProjectSource['kind'], ProjectSource> = { directory: directorySource }
