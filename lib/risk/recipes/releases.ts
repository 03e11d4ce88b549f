/** Which release a migration of a recipe belongs to. */
export const releases = {
  /** Nothing that runs minds it. */
  before: 'with this release, before the migration it was in',
  next: 'with this release, as a migration of its own: each step commits before the next begins',
  later: 'in a later release, once nothing that runs needs the old shape any more',
} as const
