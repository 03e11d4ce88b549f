import { z } from 'zod'
import { failedSchema } from '../domain/answers/outcome-schema'
import { answerOfCommand, type Command } from './command'

/** The JSON schema of what a command prints with `--json`: its answer, or that it could not do its work. */
export async function answerSchema(command: Command) {
  const { name, summary } = command
  const answer = await answerOfCommand(command)
  const schema = z.toJSONSchema(z.union([answer, failedSchema]), { io: 'output' })
  return { ...schema, title: `headgate ${name} --json`, description: `${summary}.` }
}
