import type { Catalog } from '../../../domain/catalog'
import { parseCatalogKey } from '../../../domain/catalog-key'
import { alterColumn, needsNewColumn, ownerOf, placeOf } from './columns'
import { type Definition, definitionOf, differs, list, text } from './definition'
import type { SchemaFacts } from './facts'
import { keyNames, qualified, quoted, routineName } from './names'
import { comment, createObject, enabling, grants } from './objects'
import { alterSequence } from './sequences'
import { alterOptions, alterTable } from './tables'
import { addLabels, alterComposite, alterDomain, replaceEnum } from './types'

/** Whether an object can only become what it shall be by being dropped and created again. */
export function needsRebuild(key: string, before: Definition, after: Definition, major: number): boolean {
  switch (parseCatalogKey(key).kind) {
    case 'column':
      return needsNewColumn(before, after, major)
    case 'constraint':
      return !onlyValidated(before, after)
    case 'index':
      return differs(before, after, 'definition', 'invalid')
    case 'trigger':
    case 'rule':
      return differs(before, after, 'definition')
    case 'view':
    case 'matview':
      return differs(before, after, 'definition')
    case 'function':
    case 'procedure':
      return headOf(before) !== headOf(after)
    case 'domain':
      return alterDomain('', before, after) === null
    case 'composite':
      return alterComposite('', before, after) === null
    case 'aggregate':
    case 'collation':
    case 'range':
    case 'policy':
    case 'statistics':
      return true
    default:
      return false
  }
}

/** Name, arguments and result: CREATE OR REPLACE keeps them. */
function headOf(routine: Definition): string {
  return (text(routine.definition) ?? '').split('\n LANGUAGE')[0] ?? ''
}

function onlyValidated(before: Definition, after: Definition): boolean {
  if (!before.notValidated || after.notValidated) return false
  return text(before.definition)?.replace(/ NOT VALID$/, '') === text(after.definition)
}

export interface AlteredObject {
  key: string
  source: Catalog
  target: Catalog
  facts: SchemaFacts
  roles: ReadonlySet<string> | null
}

/** The statements that change an object in place; null: none can. */
export function alterObject({ key, source, target, facts, roles }: AlteredObject): string[] | null {
  const { kind } = parseCatalogKey(key)
  const [before, after] = [definitionOf(source, key), definitionOf(target, key)]
  const path = keyNames(key)
  const name = qualified(path)
  const [schema = '', table = '', part = ''] = path
  const relation = qualified([schema, table])
  switch (kind) {
    case 'table':
      return alterTable(key, before, after, facts.major)
    case 'column':
      return alterColumn(placeOf(target, key), before, after)
    case 'enum':
      return addLabels(name, before, after) ?? replaceEnum(key, source, target, facts)
    case 'domain':
      return alterDomain(name, before, after)
    case 'composite':
      return alterComposite(name, before, after)
    case 'sequence': {
      const statements = alterSequence(name, before, after)
      const [old, owner] = [ownerOf(before), ownerOf(after)]
      const own = owner === null ? 'NONE' : qualified(keyNames(owner))
      return old === owner ? statements : [...statements, `ALTER SEQUENCE ${name} OWNED BY ${own}`]
    }
    case 'constraint':
      return [`ALTER TABLE ${relation} VALIDATE CONSTRAINT ${quoted(part)}`]
    case 'index': {
      if (!differs(before, after, 'clustered')) return []
      const action = after.clustered ? `CLUSTER ON ${quoted(part)}` : 'SET WITHOUT CLUSTER'
      return [`ALTER TABLE ${relation} ${action}`]
    }
    case 'view':
      return alterOptions('VIEW', name, before, after)
    case 'matview':
      return alterOptions('MATERIALIZED VIEW', name, before, after)
    case 'function':
    case 'procedure': {
      const statements = differs(before, after, 'definition')
        ? [(text(after.definition) ?? '').trimEnd()]
        : []
      if (!differs(before, after, 'notForPublic')) return statements
      const [verb, to] = after.notForPublic ? ['REVOKE', 'FROM'] : ['GRANT', 'TO']
      return [...statements, `${verb} EXECUTE ON ${kind.toUpperCase()} ${routineName(key)} ${to} PUBLIC`]
    }
    case 'trigger':
    case 'rule': {
      const words = kind.toUpperCase()
      if (after.enabled !== undefined) return enabling(words, relation, part, after.enabled)
      return [`ALTER TABLE ${relation} ENABLE ${words} ${quoted(part)}`]
    }
    case 'grant': {
      const [old, wanted] = [list(before.privileges), list(after.privileges)]
      const gone = old.filter((each) => !wanted.includes(each))
      const base = (each: string) => each.replace(' with grant option', '')
      // What is revoked takes the right itself along, and that may be one to keep.
      const come = wanted.filter(
        (each) => !old.includes(each) || gone.some((other) => base(other) === base(each)),
      )
      return [
        ...(gone.length > 0 ? grants(key, target, gone, 'REVOKE') : []),
        ...(come.length > 0 ? grants(key, target, come) : []),
      ]
    }
    case 'comment':
    case 'columncomment':
      return [comment(key, target, text(after.text))]
    case 'extension':
      return []
    default:
      return createObject(key, target, facts, roles, false)
  }
}
