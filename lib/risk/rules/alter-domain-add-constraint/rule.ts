import type { AlterDomainStmt } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { objectName } from '../../model/default-names'
import { typeKeyOf } from '../../model/lookup'
import { nameIn } from '../../model/names'
import { releases } from '../../recipes/releases'
import { type Draft, effectOf, type Rule, type RuleMeta, type StatementAt } from '../../rule'
import { inWords, quoteIdent, quoteKey, shown, suffixOf } from '../../words/names'

const meta: RuleMeta = {
  id: 'alter-domain-add-constraint',
  title: 'Adding a constraint to a domain',
  family: 'blocks',
  severity: 'warning',
  lock: 'SHARE on every table that uses the domain',
  cost: 'scan',
  blocks: 'writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL reads every table that has a column of the domain, and nobody can write any of them until it is through all of them. Added NOT VALID, the constraint holds for new values at once.',
  safe: [
    {
      what: 'Add it NOT VALID.',
      sql: "ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE LIKE '%@%') NOT VALID;",
    },
    {
      what: 'In a migration of its own, at a quiet hour, validate it: that reads the tables under the same lock.',
      sql: 'ALTER DOMAIN email VALIDATE CONSTRAINT email_check;',
    },
  ],
}

export const alterDomainAddConstraint: Rule = {
  meta,
  nodes: ['AlterDomainStmt'],
  check(at) {
    const alter = nodeOf(at.tree, 'AlterDomainStmt')
    const key = typeKeyOf(at.schema, alter?.typeName ?? [])
    const domain = at.schema.types.get(key)
    if (!alter || !isCostly(alter) || at.isFresh(domain)) return []
    const work = effectOf(at.facts, null)?.work.filter(({ fresh }) => !fresh) ?? []
    const tables = [...new Set(work.map(({ table }) => table))]
    // Who uses it is known only where the whole schema is.
    if (tables.length === 0 && at.schema.complete) return []
    return [draftOf(at, alter, key, tables)]
  },
}

/** `C`: ADD CONSTRAINT, `O`: SET NOT NULL. */
function isCostly({ subtype, def }: AlterDomainStmt): boolean {
  if (subtype === 'O') return true
  return subtype === 'C' && !(def && nodeOf(def, 'Constraint')?.skip_validation)
}

function draftOf(at: StatementAt, alter: AlterDomainStmt, key: string, tables: string[]): Draft {
  const where = tables.length > 0 ? inWords(tables.map(shown)) : `every table that uses ${shown(key)}`
  return {
    tables,
    cost: 'scan',
    blocks: 'writes',
    title: `A new constraint on the domain ${shown(key)} reads ${where} while nobody can write there`,
    reason: `PostgreSQL proves it for every value of ${shown(key)} that is stored, and holds up writes to ${where} until it is through all of it.`,
    recipe: recipeFor(at, alter, key),
  }
}

function recipeFor({ statement }: StatementAt, { def }: AlterDomainStmt, key: string) {
  const constraint = def && nodeOf(def, 'Constraint')
  if (constraint?.contype !== 'CONSTR_CHECK') return null
  const name = constraint.conname ?? objectName(nameIn(key), null, 'check')
  const written = statement.text.replace(/;\s*$/, '')
  const add = constraint.conname
    ? `${written} NOT VALID;`
    : `${written.replace(/\bADD\s+/i, `ADD CONSTRAINT ${quoteIdent(name)} `)} NOT VALID;`
  const validate = `ALTER DOMAIN ${quoteKey(key)} VALIDATE CONSTRAINT ${quoteIdent(name)};`
  return {
    id: 'validate-later',
    title: 'Add the constraint unproved, and validate it at a quiet hour',
    steps: [
      { what: 'Add it NOT VALID: it holds for what is written from now on.', sql: add },
      {
        what: 'In a migration of its own, validate it: that reads the tables under the same lock.',
        sql: validate,
      },
    ],
    rewrite: {
      command: null,
      instead: add,
      before: [],
      after: [{ suffix: suffixOf('validate', name), sql: validate, release: releases.next }],
    },
  }
}
