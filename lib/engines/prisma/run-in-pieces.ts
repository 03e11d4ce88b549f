import type pg from 'pg'
import { loadParser } from '../../sql/parse'
import { planSegments } from '../../sql/segments'

/**
 * Whether a script failed only since it was sent whole, and so in one transaction: CREATE INDEX CONCURRENTLY and its
 * like, or a new enum value used in the same script. Prisma 7.4 to 7.10 send each statement alone, so histories
 * written with them hold such scripts.
 */
export function wantsPieces(error: unknown): boolean {
  return ['25001', '55P04'].includes((error as { code?: string }).code ?? '')
}

/** Runs a script, which was rolled back as a whole, in the segments in which a deploy would run it. */
export async function runInPieces(client: pg.Client, script: string): Promise<void> {
  await loadParser()
  const { statements, segments } = planSegments(script)
  for (const segment of segments) {
    const body = segment.statements.map((index) => statements[index]?.text ?? '').join(';\n')
    await client.query(segment.transaction ? `BEGIN;\n${body};\nCOMMIT` : body).catch((error) => {
      // Counted in a text that nobody else knows.
      delete (error as { position?: string }).position
      throw error
    })
  }
}
