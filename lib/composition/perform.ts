import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { FailureError, fail, type Result } from '../domain/failure'
import { type Actor, mayDo, type Permission } from '../domain/permission'
import { redact } from '../domain/redact'
import type { Context } from './context'
import { sameOrigin } from './same-origin'
import { viewerOf } from './session'

/** What a signed-in person may ask for: the shape of its input, the permission, and the one operation that does it. */
export interface Act<Schema extends z.ZodType, T> {
  /** A `z.strictObject`: unknown fields are refused. */
  input: Schema
  /** Null: every signed-in person may; the operation decides the rest. */
  permission: Permission | null
  operation: (context: Context, actor: Actor, input: z.output<Schema>) => Promise<Result<T>>
}

/** The order of every write: session, origin, input, permission, operation. Never throws for what goes wrong in it. */
export function perform<Schema extends z.ZodType, T>(
  context: Context,
  headers: Headers,
  act: Act<Schema, T>,
  input: unknown,
): Promise<Result<T>> {
  return guarded(async () => {
    const actor = await viewerOf(context, headers)
    if (!actor) return fail('not_signed_in', 'The session is over, or there was none.')
    const origin = sameOrigin(headers, context.config.publicUrl)
    if (!origin.ok) return origin
    const parsed = parseInput(act.input, input)
    if (!parsed.ok) return parsed
    const permitted = act.permission ? mayDo(actor, act.permission) : origin
    if (!permitted.ok) return permitted
    return act.operation(context, actor, parsed.value)
  })
}

/** The same for reads by route handlers: a GET carries no Origin, and changes nothing. */
export function performRead<Schema extends z.ZodType, T>(
  context: Context,
  headers: Headers,
  act: Act<Schema, T>,
  input: unknown,
): Promise<Result<T>> {
  return guarded(async () => {
    const actor = await viewerOf(context, headers)
    if (!actor) return fail('not_signed_in', 'The session is over, or there was none.')
    const parsed = parseInput(act.input, input)
    if (!parsed.ok) return parsed
    const permitted = act.permission ? mayDo(actor, act.permission) : null
    if (permitted && !permitted.ok) return permitted
    return act.operation(context, actor, parsed.value)
  })
}

/** The same for what happens before anybody can be signed in: setting up. The operation counts the attempts. */
export function performAnonymously<Schema extends z.ZodType, T>(
  context: Context,
  headers: Headers,
  act: { input: Schema; operation: (context: Context, input: z.output<Schema>) => Promise<Result<T>> },
  input: unknown,
): Promise<Result<T>> {
  return guarded(async () => {
    const origin = sameOrigin(headers, context.config.publicUrl)
    if (!origin.ok) return origin
    const parsed = parseInput(act.input, input)
    return parsed.ok ? act.operation(context, parsed.value) : parsed
  })
}

/** Messages of each field are in `meta.fields`, by its dotted path; `''` is the input as a whole. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): Result<z.output<Schema>> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }
  const fields: Record<string, string[]> = {}
  for (const issue of parsed.error.issues) {
    const path = issue.path.join('.')
    fields[path] = [...(fields[path] ?? []), issue.message]
  }
  const why = Object.entries(fields).map(([path, messages]) => words(path, messages))
  return fail('invalid_input', why.join(' '), { fields })
}

/** A message of Headgate's own names its field; those of the library need its path before them. */
function words(path: string, messages: string[]): string {
  const foreign = messages.some((message) => /^(Invalid|Unrecognized|Too) /.test(message))
  return `${path && foreign ? `${path}: ` : ''}${[...new Set(messages)].join(' ')}`
}

/** Runs `work`; what it throws is logged under an id, and only that id is told. */
async function guarded<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    const id = randomBytes(5).toString('hex')
    console.error(`[${id}]`, redact(error instanceof Error ? (error.stack ?? error.message) : String(error)))
    return fail('internal_error', `It is in Headgate’s log under the id ${id}.`, { correlationId: id })
  }
}
