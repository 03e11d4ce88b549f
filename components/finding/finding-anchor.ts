/** The id of a finding's place on the page. Opening a fragment opens the folds around it. */
export function findingAnchor(findingId: string): string {
  return `finding-${findingId.replaceAll(/[^\w.-]/g, '-')}`
}
