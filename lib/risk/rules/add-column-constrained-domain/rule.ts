import { addedColumns, fillsItself, reasonToRewrite } from '../../altering/added-columns'
import { does } from '../../altering/commands-at'
import { domainOf } from '../../facts/new-values'
import { typeText } from '../../model/types'
import type { Rule, RuleMeta } from '../../rule'
import { quoteIdent, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'add-column-constrained-domain',
  title: 'Adding a column of a domain that has constraints',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL checks the constraints of the domain for every row that is there, and writes the whole table and all its indexes anew to do so, even where the new column is NULL everywhere. Nobody can read or write the table meanwhile.',
  safe: [
    { what: "Add the column with the domain's base type.", sql: 'ALTER TABLE orders ADD COLUMN email text;' },
    {
      what: 'Add the constraint of the domain to the table, NOT VALID.',
      sql: "ALTER TABLE orders ADD CONSTRAINT orders_email_check CHECK (email LIKE '%@%') NOT VALID;",
    },
    {
      what: 'In a migration of its own, validate it.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_email_check;',
    },
  ],
}

export const addColumnConstrainedDomain: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn'],
  check(at) {
    return addedColumns(at)
      .filter((added) => does(added, 'rewrite') && reasonToRewrite(added, at.schema) === 'domain')
      .filter(
        (added) => fillsItself(added, at.schema) || !domainOf(added.definition.typeName, at.schema)?.notNull,
      )
      .map((added) => {
        const domain = domainOf(added.definition.typeName, at.schema)
        const name = shown(domain?.key ?? 'the domain')
        const base = domain?.base ? typeText(domain.base) : 'its base type'
        return {
          command: added.index,
          tables: [added.key],
          title: `Adding ${added.column} of the domain ${name} writes all of ${added.shown} anew`,
          reason: `PostgreSQL checks ${name} for each row of ${added.shown} and writes the table and its indexes anew for it, and nobody can read or write it until that is done.`,
          recipe: {
            id: 'validate-later',
            title: `Take ${base} and the checks of ${name} on the table`,
            steps: [
              {
                what: `Add the column as ${base}.`,
                ...(domain?.base
                  ? { sql: `ALTER TABLE ${added.sql} ADD COLUMN ${quoteIdent(added.column)} ${base};` }
                  : {}),
              },
              { what: `Add each check of ${name} to ${added.shown}, NOT VALID.` },
              { what: 'In a migration of its own, validate them while reads and writes go on.' },
            ],
            rewrite: null,
          },
        }
      })
  },
}
