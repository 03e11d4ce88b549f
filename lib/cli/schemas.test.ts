import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { answerSchema } from './answer-schema'
import { commands } from './commands/commands'

// `npm run headgate:schemas` writes them anew.
it.each(commands.map(({ name }) => name))('keeps the schema of what %s answers', async (name) => {
  const command = await commands.find((entry) => entry.name === name)?.load()
  if (!command) throw new Error(name)
  expect(command.name).toBe(name)
  const schema = await answerSchema(command)
  expect(undescribed(schema)).toEqual([])
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`schemas/${name}.schema.json`)
})

it('keeps no schema of a command that is gone', () => {
  const files = readdirSync(join(__dirname, 'schemas')).sort()
  expect(files).toEqual(commands.map(({ name }) => `${name}.schema.json`).sort())
})

/** Paths of fields that say nothing about themselves. */
function undescribed(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, ...rest } = schema as { properties?: Record<string, object> }
  const silent = Object.entries(properties)
    .filter(([, field]) => !('description' in field) && !('const' in field))
    .map(([name]) => `${path}/${name}`)
  const inner = [...Object.entries(properties), ...Object.entries(rest)]
  return [...silent, ...inner.flatMap(([name, value]) => undescribed(value, `${path}/${name}`))]
}
