interface Subject {
  subjectKind: string
  subjectId: string
  subjectName: string
}

/** The page of what an audit event is about. `project`: its slug; null: the project is gone, or there is none. */
export function auditHref(event: Subject, project: string | null): string | null {
  if (event.subjectKind === 'person') return '/settings/people'
  if (project === null) return null
  if (event.subjectKind === 'project') return `/p/${project}`
  if (event.subjectKind === 'environment') return `/p/${project}/settings`
  if (event.subjectKind === 'resolution') return `/p/${project}/resolutions/${event.subjectId}`
  if (event.subjectKind === 'run') return `/p/${project}/runs/${event.subjectId}`
  if (event.subjectKind === 'snapshot') return `/p/${project}/snapshots`
  const number = /^#(\d+) /.exec(event.subjectName)?.[1]
  return event.subjectKind === 'deploy-request' && number ? `/p/${project}/deploy-requests/${number}` : null
}
