import type { AlterPolicyStmt, CreatePolicyStmt, CreateTrigStmt, Node, RuleStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { cut } from './default-names'
import { editTable, tableOf } from './editing'
import { applyFunctionStatement } from './function-statements'
import type { Origin, SchemaModel, Uses } from './model'
import { functionKeyOf, keyOf, texts } from './names'
import { entriesFor, readExpression, readQuery } from './query-uses'
import { applySchemaStatement } from './schema-statements'
import { applySequenceStatement } from './sequence-statements'

/** What stands on a table or beside it: triggers, policies, rules, and then sequences, functions, schemas. */
export function applyOther(schema: SchemaModel, tree: Node, origin: Origin): void {
  if ('CreateTrigStmt' in tree) createTrigger(schema, tree.CreateTrigStmt, origin)
  else if ('CreatePolicyStmt' in tree) createPolicy(schema, tree.CreatePolicyStmt, origin)
  else if ('AlterPolicyStmt' in tree) alterPolicy(schema, tree.AlterPolicyStmt)
  else if ('RuleStmt' in tree) createRule(schema, tree.RuleStmt, origin)
  else if (!applySequenceStatement(schema, tree, origin) && !applyFunctionStatement(schema, tree, origin))
    applySchemaStatement(schema, tree, origin)
}

function createTrigger(schema: SchemaModel, statement: CreateTrigStmt, born: Origin): void {
  const table = tableOf(schema, statement.relation)
  if (!table || !statement.trigname) return
  const name = cut(statement.trigname)
  const when = readExpression(schema, statement.whenClause, table.key, ['new', 'old']).get(table.key)
  const columns = new Set([...texts(statement.columns), ...(when && when !== 'all' ? when : [])])
  editTable(schema, table, (copy) =>
    copy.triggers.set(name, {
      name,
      function: functionKeyOf(schema, statement.funcname ?? []),
      enabled: true,
      columns: [...columns],
      born,
    }),
  )
}

function createPolicy(schema: SchemaModel, statement: CreatePolicyStmt, born: Origin): void {
  const table = tableOf(schema, statement.table)
  if (!table || !statement.policy_name) return
  const name = cut(statement.policy_name)
  const uses = policyUses(schema, table.key, [statement.qual, statement.with_check])
  editTable(schema, table, (copy) => copy.policies.set(name, { name, uses, born }))
}

function alterPolicy(schema: SchemaModel, statement: AlterPolicyStmt): void {
  const table = tableOf(schema, statement.table)
  const policy = table?.policies.get(statement.policy_name ?? '')
  if (!table || !policy) return
  const added = policyUses(schema, table.key, [statement.qual, statement.with_check])
  const uses = mergedUses(policy.uses, added)
  editTable(schema, table, (copy) => copy.policies.set(policy.name, { ...policy, uses }))
}

function policyUses(schema: SchemaModel, table: string, expressions: (Node | undefined)[]): Uses {
  return readExpression(
    schema,
    expressions.filter((each) => each !== undefined),
    table,
  )
}

function createRule(schema: SchemaModel, statement: RuleStmt, born: Origin): void {
  const { relation, rulename = '' } = statement
  if (!relation) return
  if (statement.event === 'CMD_SELECT' || schema.views.has(keyOf(schema, relation))) return
  const table = tableOf(schema, relation)
  if (!table) return
  const uses = ruleUses(schema, table.key, statement)
  editTable(schema, table, (copy) => copy.rules.set(rulename, { name: rulename, uses, born }))
}

function ruleUses(schema: SchemaModel, table: string, statement: RuleStmt): Uses {
  const names = ['new', 'old']
  let uses = readExpression(schema, statement.whereClause, table, names)
  for (const action of statement.actions ?? []) {
    const items = nodeOf(action, 'List')?.items ?? [action]
    for (const each of items)
      uses = mergedUses(uses, readQuery(schema, each, entriesFor(schema, table, names)).uses)
  }
  return uses
}

function mergedUses(a: Uses, b: Uses): Uses {
  const merged: Uses = new Map(a)
  for (const [key, columns] of b) {
    const known = merged.get(key)
    const both = known === 'all' || columns === 'all' ? 'all' : new Set([...(known ?? []), ...columns])
    merged.set(key, both)
  }
  return merged
}
