/** Why a name of the ledger cannot be a migration's folder, or null where it can. */
export function folderNameProblem(name: string): string | null {
  if (name.trim() === '' || name === '.' || name === '..') return `“${name}” is no name for a folder.`
  if (/[/\\\0]/.test(name)) return `“${name}” holds a character that no folder’s name can hold.`
  if (Buffer.byteLength(name) > 255) return 'The name is too long for a folder.'
  return null
}
