/** PostgreSQL cuts names after 63 bytes, silently: a name that is looked for later must not be cut. */
const longest = 63

const safeId = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/

/** Snapshot ids become folders and databases; anything but letters, digits, `_` and `-` is a programming error. */
export function checkedId(id: string): string {
  if (!safeId.test(id))
    throw new Error('A snapshot id may only hold letters, digits, "_" and "-", 40 at most.')
  return id
}

export const scratchPrefix = 'headgate_verify_'

/** Copies on which a deploy and its ways back are tried. */
export const rehearsalPrefix = 'headgate_rehearsal_'

export const clonePrefix = 'headgate_snapshot_'

export function cloneName(id: string): string {
  return `${clonePrefix}${checkedId(id)}`
}

export function scratchName(id: string): string {
  return `${scratchPrefix}${checkedId(id)}`
}

/** `part` tells several copies of one rehearsal apart. */
export function rehearsalName(id: string, part?: string): string {
  return `${rehearsalPrefix}${checkedId(id)}${part ? `_${part}` : ''}`
}

export function besideName(id: string): string {
  return `headgate_restore_${checkedId(id)}`
}

/** `shop_failed_20261103154207`, in UTC; a long name is cut so that the whole fits. */
export function failedName(live: string, at: Date): string {
  const suffix = `_failed_${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}`
  let head = live
  while (Buffer.byteLength(head + suffix) > longest) head = head.slice(0, -1)
  return head + suffix
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
