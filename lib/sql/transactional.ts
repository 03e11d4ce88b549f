import type { DefElem, Node } from 'libpg-query'
import { nodeOf } from './node-of'

/** BEGIN, COMMIT, ROLLBACK and the like, which would end or replace the transaction around them. Savepoints do not. */
export function controlsTransaction(tree: Node): boolean {
  const kind = nodeOf(tree, 'TransactionStmt')?.kind
  return kind !== undefined && !withinTransaction.has(kind)
}

const withinTransaction = new Set<string>([
  'TRANS_STMT_SAVEPOINT',
  'TRANS_STMT_RELEASE',
  'TRANS_STMT_ROLLBACK_TO',
])

/** What PostgreSQL refuses inside a transaction block (25001), or what ends one by itself (2D000). */
export function needsAutocommit(tree: Node): boolean {
  const [name] = Object.keys(tree)
  const rule = rules[name ?? '']
  return rule ? rule(tree) : false
}

const always = () => true

const rules: Record<string, (tree: Node) => boolean> = {
  IndexStmt: (tree) => nodeOf(tree, 'IndexStmt')?.concurrent === true,
  DropStmt: (tree) => nodeOf(tree, 'DropStmt')?.concurrent === true,
  ReindexStmt: (tree) => {
    const reindex = nodeOf(tree, 'ReindexStmt')
    const ofMany = ['REINDEX_OBJECT_SCHEMA', 'REINDEX_OBJECT_SYSTEM', 'REINDEX_OBJECT_DATABASE']
    return ofMany.includes(reindex?.kind ?? '') || isOn(reindex?.params, 'concurrently')
  },
  AlterTableStmt: (tree) =>
    (nodeOf(tree, 'AlterTableStmt')?.cmds ?? []).some((command) => {
      const definition = nodeOf(command, 'AlterTableCmd')?.def
      return definition !== undefined && nodeOf(definition, 'PartitionCmd')?.concurrent === true
    }),
  VacuumStmt: (tree) => nodeOf(tree, 'VacuumStmt')?.is_vacuumcmd === true,
  ClusterStmt: (tree) => nodeOf(tree, 'ClusterStmt')?.relation === undefined,
  AlterSystemStmt: always,
  CreatedbStmt: always,
  DropdbStmt: always,
  CreateTableSpaceStmt: always,
  DropTableSpaceStmt: always,
  AlterDatabaseStmt: (tree) => hasOption(nodeOf(tree, 'AlterDatabaseStmt')?.options, 'tablespace'),
  CreateSubscriptionStmt: (tree) => {
    const options = nodeOf(tree, 'CreateSubscriptionStmt')?.options
    return !isOff(options, 'create_slot') && !isOff(options, 'connect')
  },
  DropSubscriptionStmt: always,
  AlterSubscriptionStmt: (tree) => {
    const { kind, options } = nodeOf(tree, 'AlterSubscriptionStmt') ?? {}
    if (kind === 'ALTER_SUBSCRIPTION_REFRESH') return true
    return /PUBLICATION/.test(kind ?? '') && !isOff(options, 'refresh')
  },
  DiscardStmt: (tree) => nodeOf(tree, 'DiscardStmt')?.target === 'DISCARD_ALL',
  DoStmt: (tree) => commitsByItself(bodyOf(nodeOf(tree, 'DoStmt')?.args)),
}

/** A DO block may commit only where no transaction is around it. */
function commitsByItself(body: string): boolean {
  const code = body.replace(/--.*$|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/gm, ' ')
  return /(?:^|[;\s])(?:commit|rollback)\s*(?:and\s+(?:no\s+)?chain\s*)?;/i.test(code)
}

function bodyOf(args: Node[] | undefined): string {
  const body = args
    ?.map((argument) => nodeOf(argument, 'DefElem'))
    .find((element) => element?.defname === 'as')
  return (body?.arg && nodeOf(body.arg, 'String')?.sval) ?? ''
}

function elements(options: Node[] | undefined): DefElem[] {
  return (options ?? []).flatMap((option) => nodeOf(option, 'DefElem') ?? [])
}

function hasOption(options: Node[] | undefined, name: string): boolean {
  return elements(options).some((element) => element.defname === name)
}

/** `(concurrently)` or `(concurrently true)`. */
function isOn(options: Node[] | undefined, name: string): boolean {
  return hasOption(options, name) && !isOff(options, name)
}

function isOff(options: Node[] | undefined, name: string): boolean {
  const argument = elements(options).find((element) => element.defname === name)?.arg
  if (!argument) return false
  const word = nodeOf(argument, 'String')?.sval ?? nodeOf(argument, 'Boolean')?.boolval
  return word === false || /^(false|off|0|no)$/i.test(String(word)) || nodeOf(argument, 'Integer')?.ival === 0
}
