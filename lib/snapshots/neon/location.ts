import { checkedId } from '../names'

/** Only branches of this name were made here, and only such are ever deleted. */
const prefix = 'headgate-snapshot-'

export interface BranchLocation {
  projectId: string
  branchId: string
  /** Of the branch. */
  name: string
}

export function branchName(id: string): string {
  return `${prefix}${checkedId(id)}`
}

/** `neon:<project>/<branch>/<name>`: what a snapshot's row says of where it is. */
export function writeLocation({ projectId, branchId, name }: BranchLocation): string {
  return `neon:${projectId}/${branchId}/${name}`
}

/** Null for anything else, what a person wrote by hand among it. */
export function readLocation(location: string): BranchLocation | null {
  const match = /^neon:([a-z0-9-]{1,60})\/([a-z0-9-]{1,60})\/(headgate-snapshot-[A-Za-z0-9_-]{1,40})$/.exec(
    location,
  )
  const [, projectId, branchId, name] = match ?? []
  return projectId && branchId && name ? { projectId, branchId, name } : null
}
