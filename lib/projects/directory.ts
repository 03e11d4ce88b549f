import { fail } from '../domain/failure'
import type { ProjectSource } from './source'

export const directorySource: ProjectSource = {
  kind: 'directory',
  capture: async (path) => fail('project_not_found', path),
}
