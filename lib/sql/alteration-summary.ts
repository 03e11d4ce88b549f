import type { AlterTableCmd, Node } from 'libpg-query'
import { nameOf, namesOf, objectWords, relationName, typeNameOf } from './names'
import { nodeOf } from './node-of'

/** Every kind of ALTER in words, or null. */
export function alterationSummary(tree: Node): string | null {
  const table = nodeOf(tree, 'AlterTableStmt')
  if (table) {
    const commands = (table.cmds ?? []).flatMap((command) => nodeOf(command, 'AlterTableCmd') ?? [])
    return `ALTER ${objectWords(table.objtype)} ${relationName(table.relation)}: ${commands.map(commandWords).join(', ')}`
  }
  const rename = nodeOf(tree, 'RenameStmt')
  if (rename) {
    const ofTable = rename.relation && rename.subname
    const part = ofTable ? `${objectWords(rename.renameType).toLowerCase()} ${rename.subname} ` : ''
    const name = rename.relation
      ? relationName(rename.relation)
      : rename.object
        ? nameOf(rename.object)
        : (rename.subname ?? '')
    return `ALTER ${objectWords(ofTable ? 'OBJECT_TABLE' : rename.renameType)} ${name}: rename ${part}to ${rename.newname}`
  }
  const enumType = nodeOf(tree, 'AlterEnumStmt')
  if (enumType) {
    const change = enumType.oldVal
      ? `rename ${enumType.oldVal} to ${enumType.newVal}`
      : `add value ${enumType.newVal}`
    return `ALTER TYPE ${namesOf(enumType.typeName)}: ${change}`
  }
  const schema = nodeOf(tree, 'AlterObjectSchemaStmt')
  if (schema) {
    const name = schema.relation ? relationName(schema.relation) : schema.object ? nameOf(schema.object) : ''
    return `ALTER ${objectWords(schema.objectType)} ${name}: move to schema ${schema.newschema}`
  }
  const sequence = nodeOf(tree, 'AlterSeqStmt')
  if (sequence) return `ALTER SEQUENCE ${relationName(sequence.sequence)}`
  return null
}

function commandWords(command: AlterTableCmd): string {
  const words = commands[command.subtype ?? '']
  if (words) return words(command)
  const plain = (command.subtype ?? '')
    .replace('AT_', '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return command.name ? `${plain} ${command.name}` : plain
}

const commands: Record<string, (command: AlterTableCmd) => string> = {
  AT_AddColumn: (command) => {
    const column = command.def && nodeOf(command.def, 'ColumnDef')
    return `add column ${column?.colname ?? ''}`
  },
  AT_DropColumn: ({ name }) => `drop column ${name}`,
  AT_AlterColumnType: ({ name, def }) =>
    `change ${name} to ${typeNameOf(def && nodeOf(def, 'ColumnDef')?.typeName)}`,
  AT_ColumnDefault: ({ name, def }) => (def ? `set a default for ${name}` : `drop the default of ${name}`),
  AT_SetNotNull: ({ name }) => `make ${name} required`,
  AT_DropNotNull: ({ name }) => `make ${name} optional`,
  AT_AddConstraint: ({ def }) => {
    const constraint = def && nodeOf(def, 'Constraint')
    const name = constraint?.conname ? ` ${constraint.conname}` : ''
    const target = constraint?.pktable ? ` to ${relationName(constraint.pktable)}` : ''
    const later = constraint?.skip_validation ? ', not yet validated' : ''
    return `add ${constraintWords[constraint?.contype ?? ''] ?? 'constraint'}${name}${target}${later}`
  },
  AT_DropConstraint: ({ name }) => `drop constraint ${name}`,
  AT_ValidateConstraint: ({ name }) => `validate constraint ${name}`,
  AT_AttachPartition: ({ def }) => `attach partition ${partitionName(def)}`,
  AT_DetachPartition: ({ def }) => `detach partition ${partitionName(def)}`,
  AT_EnableRowSecurity: () => 'enable row level security',
  AT_DisableRowSecurity: () => 'disable row level security',
  AT_ForceRowSecurity: () => 'force row level security',
  AT_ChangeOwner: ({ newowner }) => `change owner to ${newowner?.rolename ?? 'the current user'}`,
  AT_EnableTrig: ({ name }) => `enable trigger ${name}`,
  AT_DisableTrig: ({ name }) => `disable trigger ${name}`,
  AT_SetLogged: () => 'make logged',
  AT_SetUnLogged: () => 'make unlogged',
  AT_ReplicaIdentity: () => 'set the replica identity',
}

const constraintWords: Record<string, string> = {
  CONSTR_FOREIGN: 'foreign key',
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique constraint',
  CONSTR_CHECK: 'check',
  CONSTR_EXCLUSION: 'exclusion constraint',
  CONSTR_NOTNULL: 'not null constraint',
}

function partitionName(definition: Node | undefined): string {
  return relationName(definition && nodeOf(definition, 'PartitionCmd')?.name)
}
