import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json'
import type { KeptReverse } from './kept-data'
import type { ReverseSql } from './plan'

/**
 * What a rollback is bound to (sha256, hex): the reverse SQL, the statements as they will be sent, and the differences
 * that are accepted afterwards. It is no part of what an approval is bound to, since it is confirmed on its own.
 */
export function reverseFingerprint({ sql, statements, tried, differences, problems }: ReverseSql): string {
  const sent = statements.map(({ index, text, controlsTransaction }) => [index, text, controlsTransaction])
  return createHash('sha256').update(canonicalJson({ sql, sent, tried, differences, problems })).digest('hex')
}

/** The same of a way back that puts kept data back: its statements, and what is put back between them. */
export function keptFingerprint({ parts, tried, differences, problems }: KeptReverse): string {
  const sent = parts.map((part) =>
    part.kind === 'sql'
      ? part.statements.map(({ text, controlsTransaction }) => [text, controlsTransaction])
      : part.step,
  )
  return createHash('sha256').update(canonicalJson({ sent, tried, differences, problems })).digest('hex')
}
