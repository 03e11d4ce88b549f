import type { DataLoss } from '../../domain/finding'
import type { RuleMeta } from '../../risk/rule'
import { familyWords } from './family-words'

const losses: Record<DataLoss, string> = { none: 'none', possible: 'possible', certain: 'certain' }

/** What a rule's page and the documentation say in a table. */
export function ruleFacts(meta: RuleMeta): [string, string][] {
  const { family, lock, cost, blocks, dataLoss, breaksApp, versions } = meta
  return [
    ['Family', familyWords[family]],
    ...(lock === null ? [] : [['Lock', lock] as [string, string]]),
    ['Cost', cost],
    ...(blocks === 'nothing' ? [] : [['Waits meanwhile', blocks] as [string, string]]),
    ...(dataLoss === 'none' ? [] : [['Data loss', losses[dataLoss]] as [string, string]]),
    ...(breaksApp ? [['Running application', 'may break'] as [string, string]] : []),
    ['PostgreSQL', versionWords(versions)],
  ]
}

function versionWords(versions: RuleMeta['versions']): string {
  if (versions?.from && versions.to)
    return versions.from === versions.to ? `${versions.from}` : `${versions.from} to ${versions.to}`
  if (versions?.from) return `${versions.from} and newer`
  return versions?.to ? `${versions.to} and older` : 'all versions'
}
