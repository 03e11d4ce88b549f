import { nodeOf } from '../../../sql/node-of'
import { heldLocks } from '../../locks/held-locks'
import { guard } from '../../recipes/guard'
import type { Draft, Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'disable-trigger',
  title: 'Switching triggers of a table in use off or on',
  family: 'blocks',
  severity: 'warning',
  lock: 'SHARE ROW EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'ALTER TABLE … DISABLE TRIGGER keeps everybody from writing to the table until the transaction ends. Where that transaction commits while the trigger is off, it is off for everybody: what it would have checked or copied is neither checked nor copied. DISABLE TRIGGER ALL also switches the checks of foreign keys off, and rows written meanwhile are never checked again.',
  safe: [
    {
      what: 'Switch triggers off for one session alone, which locks nothing.',
      sql: 'SET LOCAL session_replication_role = replica;',
    },
    { what: 'Or switch them on again in the same transaction, and do nothing slow in between.' },
  ],
}

const words: Record<string, string> = {
  AT_DisableTrig: 'DISABLE TRIGGER',
  AT_DisableTrigAll: 'DISABLE TRIGGER ALL',
  AT_DisableTrigUser: 'DISABLE TRIGGER USER',
  AT_EnableTrig: 'ENABLE TRIGGER',
  AT_EnableAlwaysTrig: 'ENABLE ALWAYS TRIGGER',
  AT_EnableReplicaTrig: 'ENABLE REPLICA TRIGGER',
  AT_EnableTrigAll: 'ENABLE TRIGGER ALL',
  AT_EnableTrigUser: 'ENABLE TRIGGER USER',
}

export const disableTrigger: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: [
    'AT_DisableTrig',
    'AT_DisableTrigAll',
    'AT_DisableTrigUser',
    'AT_EnableAlwaysTrig',
    'AT_EnableReplicaTrig',
    'AT_EnableTrig',
    'AT_EnableTrigAll',
    'AT_EnableTrigUser',
  ],
  check(at) {
    const target = usedTable(at, nodeOf(at.tree, 'AlterTableStmt')?.relation)
    if (!target || target.view) return []
    const { key, name: table } = target
    return at.commands.flatMap(({ subtype = '', name = '' }, command): Draft[] => {
      const what = words[subtype]
      if (!what) return []
      const off = subtype.startsWith('AT_Disable')
      const isHeld = heldLocks(at.migration.walked, at.transaction, 'SHARE ROW EXCLUSIVE').some(
        ({ relation }) => relation === key,
      )
      // Switched on again where it was switched off.
      if (!off && isHeld) return []
      const written = `${what}${name ? ` ${name}` : ''}`
      return [
        {
          title: off
            ? `${written} switches off what watches over ${table}, and makes writes wait`
            : `${written} makes every write to ${table} wait for a moment`,
          reason: off
            ? `Writes to ${table} wait until the transaction ends; if the trigger is still off then, it is off for everybody${subtype === 'AT_DisableTrigAll' ? ', and so are the checks of foreign keys' : ''}.`
            : `It waits until nobody writes to ${table}, and writers queue behind it until the transaction ends.`,
          tables: [key],
          command,
          severity: off ? 'warning' : 'notice',
          recipe: off ? null : guard(at),
        },
      ]
    })
  },
}
