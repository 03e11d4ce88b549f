import { enumRecreations } from '../../prisma/enum-recreations'
import { type ExecutedLoss, executedLosses } from '../../prisma/executed-losses'
import { type AnnouncedLoss, announcedLosses } from '../../prisma/warnings-header'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'header-warnings',
  title: 'The warnings on top no longer say what the SQL below does',
  family: 'loses_data',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Prisma writes what a migration loses into a comment on top of it. Who edits the SQL below seldom edits the comment: a reviewer then trusts a list that leaves something out, or looks for a loss that is no longer there.',
  safe: [{ what: 'Bring the comment in line with the SQL, or take it out.' }],
}

export const headerWarnings: Rule = {
  meta,
  nodes: [],
  end(at) {
    const announced = announcedLosses(at.sql)
    if (announced === null) return []
    const executed = executedLosses(at)
    const unsaid = executed.filter(
      (loss) => !announced.some((each) => isSame(each, loss)) && !mentions(at.sql, loss),
    )
    const gone = announced.filter((loss) => !executed.some((each) => isSame(each, loss)) && canTell(at, loss))
    return [
      ...(unsaid.length > 0 ? [unsaidDraft(unsaid)] : []),
      ...(gone.length > 0 ? [goneDraft(gone)] : []),
    ]
  },
}

/** In words of its author's own. */
function mentions(sql: string, { kind, owner, name }: ExecutedLoss): boolean {
  const end = sql.indexOf('*/')
  const names = kind === 'table' ? [owner] : [owner, name]
  return sql
    .slice(0, end)
    .split('\n')
    .some((line) => names.every((each) => line.includes(`\`${each}\``)))
}

type Named = Pick<AnnouncedLoss, 'kind' | 'owner' | 'name'>

function isSame(a: Named, b: Named): boolean {
  return a.kind === b.kind && a.owner === b.owner && a.name === b.name
}

/** Which values an enum loses is known where it is; a statement that does not parse may do anything. */
function canTell(at: MigrationAt, loss: AnnouncedLoss): boolean {
  if (at.statements.some(({ tree, node }) => !tree || node === 'DoStmt')) return false
  if (loss.kind !== 'enum value') return true
  return enumRecreations(at).every(({ key, old }) => old !== null || !key.endsWith(`.${loss.owner}`))
}

function unsaidDraft(losses: ExecutedLoss[]): Draft {
  return {
    statement: losses[0]?.statement ?? null,
    title: `The warnings on top leave out that it drops ${inWords(losses.map(shownLoss))}`,
    reason:
      'The migration was changed after Prisma wrote the list of what it loses, so the list cannot be relied on.',
    tables: [],
    dataLoss: 'possible',
  }
}

function goneDraft(losses: AnnouncedLoss[]): Draft {
  return {
    statement: null,
    position: losses[0]?.position ?? 0,
    severity: 'notice',
    title: `The warnings on top speak of dropping ${inWords(losses.map(shownLoss))}, which the SQL does not do`,
    reason:
      'The migration was changed after Prisma wrote them. Take the lines out, so that nobody looks for a loss that is not there.',
    tables: [],
  }
}

function shownLoss({ kind, owner, name }: Named): string {
  if (kind === 'table') return `the table ${owner}`
  return kind === 'column' ? `${owner}.${name}` : `the value ${name} of ${owner}`
}
