import type { Node } from 'libpg-query'
import { alterationSummary } from './alteration-summary'
import { nameOf, namesOf, objectWords, relationName, typeNameOf } from './names'
import { nodeOf } from './node-of'

/** The parser's name for it: `AlterTableStmt`. */
export function nodeName(tree: Node): string {
  return Object.keys(tree)[0] ?? 'Unknown'
}

/** A statement in words for people: `ALTER TABLE orders: add column note`. At most about 120 characters. */
export function summarize(tree: Node, text: string): string {
  return shortened(summaries(tree) ?? summarizeText(text))
}

/** For what has no tree, or no better words: its beginning, on one line. */
export function summarizeText(text: string): string {
  return shortened(
    text
      .slice(0, 2000)
      .replace(/--.*$|\/\*[\s\S]*?\*\//gm, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    80,
  )
}

function summaries(tree: Node): string | null {
  const alteration = alterationSummary(tree)
  if (alteration) return alteration
  const table = nodeOf(tree, 'CreateStmt')
  if (table) {
    const columns = (table.tableElts ?? []).filter((element) => nodeOf(element, 'ColumnDef')).length
    if (table.partbound) return `CREATE TABLE ${relationName(table.relation)} as a partition`
    return `CREATE TABLE ${relationName(table.relation)} (${columns} ${columns === 1 ? 'column' : 'columns'})`
  }
  const index = nodeOf(tree, 'IndexStmt')
  if (index) {
    const kind = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX${index.concurrent ? ' CONCURRENTLY' : ''}`
    return `${kind} ${index.idxname ? `${index.idxname} ` : ''}on ${relationName(index.relation)}`
  }
  return dropSummary(tree) ?? creationSummary(tree) ?? dataSummary(tree) ?? otherSummary(tree)
}

function dropSummary(tree: Node): string | null {
  const drop = nodeOf(tree, 'DropStmt')
  if (drop) {
    const words = objectWords(drop.removeType)
    const names = (drop.objects ?? []).map(nameOf)
    const onTable = drop.removeType && ofTables.has(drop.removeType)
    const shown = names.map((name) => (onTable ? partOnTable(name) : name)).join(', ')
    const cascade = drop.behavior === 'DROP_CASCADE' ? ' with all that depends on it' : ''
    return `DROP ${words}${drop.concurrent ? ' CONCURRENTLY' : ''} ${shown}${cascade}`
  }
  const truncate = nodeOf(tree, 'TruncateStmt')
  if (truncate) {
    const names = (truncate.relations ?? []).map((relation) => relationName(nodeOf(relation, 'RangeVar')))
    return `TRUNCATE ${names.join(', ')}${truncate.behavior === 'DROP_CASCADE' ? ' with all that refers to it' : ''}`
  }
  return null
}

const ofTables = new Set<string>(['OBJECT_POLICY', 'OBJECT_TRIGGER', 'OBJECT_RULE'])

function partOnTable(name: string): string {
  const at = name.lastIndexOf('.')
  return at < 0 ? name : `${name.slice(at + 1)} on ${name.slice(0, at)}`
}

function creationSummary(tree: Node): string | null {
  const enumType = nodeOf(tree, 'CreateEnumStmt')
  if (enumType)
    return `CREATE TYPE ${namesOf(enumType.typeName)} (${(enumType.vals ?? []).map(nameOf).join(', ')})`
  const composite = nodeOf(tree, 'CompositeTypeStmt')
  if (composite) return `CREATE TYPE ${relationName(composite.typevar)}`
  const domain = nodeOf(tree, 'CreateDomainStmt')
  if (domain) return `CREATE DOMAIN ${namesOf(domain.domainname)} as ${typeNameOf(domain.typeName)}`
  const view = nodeOf(tree, 'ViewStmt')
  if (view) return `CREATE ${view.replace ? 'OR REPLACE ' : ''}VIEW ${relationName(view.view)}`
  const tableAs = nodeOf(tree, 'CreateTableAsStmt')
  if (tableAs) return `CREATE ${objectWords(tableAs.objtype)} ${relationName(tableAs.into?.rel)} from a query`
  const routine = nodeOf(tree, 'CreateFunctionStmt')
  if (routine) {
    const kind = routine.is_procedure ? 'PROCEDURE' : 'FUNCTION'
    return `CREATE ${routine.replace ? 'OR REPLACE ' : ''}${kind} ${namesOf(routine.funcname)}`
  }
  const trigger = nodeOf(tree, 'CreateTrigStmt')
  if (trigger) return `CREATE TRIGGER ${trigger.trigname} on ${relationName(trigger.relation)}`
  const policy = nodeOf(tree, 'CreatePolicyStmt')
  if (policy) return `CREATE POLICY ${policy.policy_name} on ${relationName(policy.table)}`
  const rule = nodeOf(tree, 'RuleStmt')
  if (rule) return `CREATE RULE ${rule.rulename} on ${relationName(rule.relation)}`
  const sequence = nodeOf(tree, 'CreateSeqStmt')
  if (sequence) return `CREATE SEQUENCE ${relationName(sequence.sequence)}`
  const schema = nodeOf(tree, 'CreateSchemaStmt')
  if (schema) return `CREATE SCHEMA ${schema.schemaname ?? ''}`.trim()
  const extension = nodeOf(tree, 'CreateExtensionStmt')
  if (extension) return `CREATE EXTENSION ${extension.extname}`
  return null
}

function dataSummary(tree: Node): string | null {
  const insert = nodeOf(tree, 'InsertStmt')
  if (insert) {
    const rows = insert.selectStmt && nodeOf(insert.selectStmt, 'SelectStmt')?.valuesLists?.length
    const what = rows ? ` (${rows} ${rows === 1 ? 'row' : 'rows'})` : insert.selectStmt ? ' from a query' : ''
    return `INSERT into ${relationName(insert.relation)}${what}`
  }
  const update = nodeOf(tree, 'UpdateStmt')
  if (update) {
    const columns = (update.targetList ?? []).map((target) => nodeOf(target, 'ResTarget')?.name).join(', ')
    return `UPDATE ${relationName(update.relation)}: set ${columns}${update.whereClause ? '' : ' in all rows'}`
  }
  const deletion = nodeOf(tree, 'DeleteStmt')
  if (deletion)
    return `DELETE from ${relationName(deletion.relation)}${deletion.whereClause ? '' : ': all rows'}`
  const copy = nodeOf(tree, 'CopyStmt')
  if (copy) {
    const other = copy.is_program
      ? 'a program of the server'
      : copy.filename
        ? 'a file of the server'
        : 'a client'
    return `COPY ${copy.relation ? relationName(copy.relation) : 'a query'} ${copy.is_from ? 'from' : 'to'} ${other}`
  }
  return null
}

function otherSummary(tree: Node): string | null {
  if (nodeOf(tree, 'DoStmt')) return 'DO block'
  const transaction = nodeOf(tree, 'TransactionStmt')
  if (transaction?.kind)
    return transaction.kind
      .replace('TRANS_STMT_START', 'START TRANSACTION')
      .replace('TRANS_STMT_', '')
      .replaceAll('_', ' ')
  const comment = nodeOf(tree, 'CommentStmt')
  if (comment) {
    const verb = comment.comment === undefined ? 'remove the comment' : 'COMMENT'
    return `${verb} on ${objectWords(comment.objtype).toLowerCase()} ${comment.object ? nameOf(comment.object) : ''}`
  }
  const setting = nodeOf(tree, 'VariableSetStmt')
  if (setting?.name) return `${setting.kind === 'VAR_RESET' ? 'RESET' : 'SET'} ${setting.name}`
  const grant = nodeOf(tree, 'GrantStmt')
  if (grant) {
    const rights =
      (grant.privileges ?? []).map((right) => nodeOf(right, 'AccessPriv')?.priv_name).join(', ') || 'all'
    const objects = (grant.objects ?? []).map(nameOf).join(', ')
    return `${grant.is_grant ? 'GRANT' : 'REVOKE'} ${rights} on ${objects}`
  }
  const refresh = nodeOf(tree, 'RefreshMatViewStmt')
  if (refresh) return `REFRESH MATERIALIZED VIEW ${relationName(refresh.relation)}`
  const lock = nodeOf(tree, 'LockStmt')
  if (lock)
    return `LOCK ${(lock.relations ?? []).map((relation) => relationName(nodeOf(relation, 'RangeVar'))).join(', ')}`
  return null
}

function shortened(text: string, length = 120): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`
}
