/** `shop_20261123_0658`, in UTC; a long name is cut so that the whole fits PostgreSQL's 63 bytes. */
export function suggestedName(live: string, takenAt: string): string {
  const digits = takenAt.replaceAll(/\D/g, '')
  const suffix = `_${digits.slice(0, 8)}_${digits.slice(8, 12)}`
  const plain = live.replaceAll(/[^\p{L}\p{N}_]/gu, '_').replace(/^(?=\p{N})/u, '_') || 'snapshot'
  const bytes = new TextEncoder()
  let head = plain
  while (bytes.encode(head + suffix).length > 63) head = head.slice(0, -1)
  return head + suffix
}
