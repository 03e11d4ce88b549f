import type { EditedCase } from '../edited'

/** Rows that were written by hand often hold something else than Prisma's 64 lower-case digits. */
export function oddChecksum({ row, file }: EditedCase): string[] {
  const { checksum } = row
  if (/^[0-9a-f]{64}$/.test(checksum)) return []
  const lower = checksum.trim().toLowerCase()
  if (lower === file.checksum) {
    return [
      'The ledger’s checksum is the file’s own, written in another way (capitals or blanks): the file was not changed.',
    ]
  }
  const shown = checksum === '' ? 'empty' : `“${checksum.slice(0, 70)}”`
  return [
    `The ledger’s checksum is ${shown}, which is none that Prisma writes: somebody recorded this migration by hand, and the file need not have changed at all.`,
  ]
}

/** The file is what the ledger means. */
export function onlyWrittenOddly({ row, file }: EditedCase): boolean {
  return row.checksum.trim().toLowerCase() === file.checksum
}
