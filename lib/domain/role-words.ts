import type { Role } from './permission'

/** What each role is for, in one line for the reader. */
export const roleWords: Record<Role, { label: string; note: string }> = {
  viewer: { label: 'Viewer', note: 'Sees everything, changes nothing.' },
  author: { label: 'Author', note: 'Opens deploy requests; deploys where no approval of others is wanted.' },
  reviewer: {
    label: 'Reviewer',
    note: 'Also approves, deploys to production, takes snapshots and rolls back.',
  },
  operator: { label: 'Operator', note: 'Also confirms and deletes snapshots, and resolves runs.' },
  administrator: {
    label: 'Administrator',
    note: 'Also connects projects and environments, and manages people.',
  },
}
