import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json'
import type { ReverseSql } from './plan'

/**
 * What a rollback is bound to (sha256, hex): the reverse SQL, the statements as they will be sent, and the differences
 * that are accepted afterwards. It is no part of what an approval is bound to, since it is confirmed on its own.
 */
export function reverseFingerprint({ sql, statements, tried, differences, problems }: ReverseSql): string {
  const sent = statements.map(({ index, text, controlsTransaction }) => [index, text, controlsTransaction])
  return createHash('sha256').update(canonicalJson({ sql, sent, tried, differences, problems })).digest('hex')
}
