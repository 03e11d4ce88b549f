import { type Definition, differs, text } from './definition'

const highest: Record<string, string> = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
}

/** Every option of a sequence but its owner. */
export function sequenceOptions(sequence: Definition): string {
  return [
    `START WITH ${sequence.start}`,
    `INCREMENT BY ${sequence.increment}`,
    `MINVALUE ${sequence.minimum}`,
    `MAXVALUE ${sequence.maximum}`,
    `CACHE ${sequence.cache ?? 1}`,
    sequence.cycle ? 'CYCLE' : 'NO CYCLE',
  ].join(' ')
}

/** Whether a sequence is other than the one that a column of `type` gets by itself. */
export function hasOwnOptions(sequence: Definition, type: string | null): boolean {
  const [one, top] = ['1', highest[type ?? '']]
  return !(
    sequence.type === type &&
    String(sequence.increment) === one &&
    String(sequence.start) === one &&
    String(sequence.minimum) === one &&
    String(sequence.maximum) === top &&
    sequence.cache === undefined &&
    !sequence.cycle &&
    !sequence.unlogged
  )
}

export function alterSequence(name: string, before: Definition, after: Definition): string[] {
  const statements: string[] = []
  if (differs(before, after, 'type')) statements.push(`ALTER SEQUENCE ${name} AS ${text(after.type)}`)
  if (differs(before, after, 'start', 'increment', 'minimum', 'maximum', 'cache', 'cycle'))
    statements.push(`ALTER SEQUENCE ${name} ${sequenceOptions(after)}`)
  if (differs(before, after, 'unlogged'))
    statements.push(`ALTER SEQUENCE ${name} SET ${after.unlogged ? 'UNLOGGED' : 'LOGGED'}`)
  return statements
}
