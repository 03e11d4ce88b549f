import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './root.mjs'

/** `npm run headgate:rule <id> [family]`: adds the folder of a new rule, and writes the list of rules anew. */
const folder = inRoot('lib/risk/rules')
const [id, family = 'blocks'] = process.argv.slice(2)
if (id !== undefined) addFolder(id)
writeList()

function addFolder(id) {
  if (!/^[a-z][a-z0-9-]*$/.test(id)) fail(`“${id}” is no rule id: small letters, digits and hyphens.`)
  if (existsSync(join(folder, id))) fail(`There is a rule ${id} already.`)
  mkdirSync(join(folder, id))
  const name = nameOf(id)
  writeFileSync(
    join(folder, id, 'rule.ts'),
    `import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: '${id}',
  title: '',
  family: '${family}',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: '',
  safe: [],
}

export const ${name}: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}
`,
  )
  writeFileSync(join(folder, id, 'bad.sql'), '--! case \n--! before\n\n--! migration\n')
  writeFileSync(join(folder, id, 'good.sql'), '--! case \n--! before\n\n--! migration\n')
  writeFileSync(
    join(folder, id, 'rule.test.ts'),
    `import { judgesItsFiles } from '../../testing/judges-its-files'
import { ${name} } from './rule'

judgesItsFiles(${name}, __dirname)
`,
  )
}

function writeList() {
  const ids = readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .sort()
  const lines = [
    `import type { Rule } from '../rule'`,
    ...ids.map((id) => `import { ${nameOf(id)} } from './${id}/rule'`),
    '',
    '/** Every rule. `npm run headgate:rule` adds one. */',
    'export const rules: readonly Rule[] = [',
    ...ids.map((id) => `  ${nameOf(id)},`),
    ']',
    '',
  ]
  writeFileSync(join(folder, 'rules.ts'), lines.join('\n'))
}

function nameOf(id) {
  return id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase())
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
