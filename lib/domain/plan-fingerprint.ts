import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json'
import type { Plan } from './plan'

/**
 * What an approval is bound to (sha256, hex): the bytes of each script, the segments as they will be executed, their
 * order, what is kept, the ledger and the chain of schema fingerprints. Counts and predictions change by the second and are not in
 * it; neither is the reverse SQL, which has a confirmation of its own.
 */
export function planFingerprint(plan: Plan): string {
  const approved = {
    format: plan.format,
    environment: plan.environmentId,
    ledger: plan.ledgerFingerprint,
    chain: plan.chain,
    migrations: plan.migrations.map((migration) => ({
      name: migration.name,
      checksum: migration.checksum,
      mode: migration.mode,
      segments: migration.segments.map((segment) => ({
        transaction: segment.transaction,
        statements: segment.statements.map((index) => migration.statements[index]?.text),
      })),
      // What plans of before did not have is left out, so that their approvals hold.
      ...(migration.links && { links: migration.links }),
      ...(migration.keeps && { keeps: migration.keeps }),
    })),
  }
  return createHash('sha256').update(canonicalJson(approved)).digest('hex')
}
