import { ownedSequences } from '../names'
import type { ReadCommand } from './target'

/** `SET GENERATED`, `RESTART` and the like change the column's sequence. */
export const readSetIdentity: ReadCommand = ({ name }, { key, table }, gather) => {
  const column = table?.columns.get(name ?? '')
  if (table?.complete && !column?.identity) return
  for (const sequence of ownedSequences(gather.schema, key, name)) {
    gather.lock(sequence, 'SHARE ROW EXCLUSIVE', 'sequence')
  }
}

export const readDropIdentity: ReadCommand = ({ name }, { key }, gather) => {
  for (const sequence of ownedSequences(gather.schema, key, name)) {
    gather.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence')
  }
}

/** Sequences of the table go to the new owner too. Whoever runs the statement is taken to own it already. */
export const readOwner: ReadCommand = ({ newowner }, target, gather) => {
  if (newowner?.roletype !== 'ROLESPEC_CSTRING') return
  for (const sequence of ownedSequences(gather.schema, target.key)) {
    gather.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence')
  }
}
