import { addedConstraints } from '../../altering/added-constraints'
import { partitionsOf } from '../../model/lookup'
import type { Rule, RuleMeta } from '../../rule'
import { quoteKey } from '../../words/names'

const meta: RuleMeta = {
  id: 'foreign-key-on-partitioned-not-valid',
  title: 'Adding a foreign key NOT VALID to a partitioned table',
  family: 'transaction',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: { to: 17 },
  why: 'PostgreSQL refuses it up to version 17, whatever the data: "cannot add NOT VALID foreign key on partitioned table".',
  safe: [
    {
      what: 'Add the foreign key NOT VALID to each partition, and validate it there.',
      sql: 'ALTER TABLE events_2026 ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;\nALTER TABLE events_2026 VALIDATE CONSTRAINT events_user_id_fkey;',
    },
    {
      what: 'Then add it to the partitioned table: it takes over the ones of the partitions without reading them.',
      sql: 'ALTER TABLE events ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);',
    },
  ],
}

export const foreignKeyOnPartitionedNotValid: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddConstraint'],
  check(at) {
    return addedConstraints(at, 'CONSTR_FOREIGN')
      .filter(({ constraint, table }) => constraint.skip_validation && table?.kind === 'partitioned')
      .map((added) => {
        const written = added.text()
        const whole = written?.replace(/\s+NOT\s+VALID\b/i, '')
        const partitions = partitionsOf(at.schema, added.key)
        return {
          command: added.index,
          tables: [added.key],
          title: `PostgreSQL ${at.migration.postgres} refuses ${added.constraintName}: ${added.shown} is partitioned`,
          reason: `Up to version 17 a foreign key of a partitioned table cannot be NOT VALID. Its partitions can have it so.`,
          recipe: {
            id: 'validate-later',
            title: 'Add the foreign key partition by partition',
            steps: [
              ...partitions.map(({ key, name }) => ({
                what: `Add it to ${name}, then validate it there in a migration of its own.`,
                sql: `ALTER TABLE ${quoteKey(key)} ${written};`,
              })),
              {
                what: `Then add it to ${added.shown}: what the partitions have is taken over.`,
                ...(whole ? { sql: `ALTER TABLE ${added.sql} ${whole};` } : {}),
              },
            ],
            rewrite: null,
          },
        }
      })
  },
}
