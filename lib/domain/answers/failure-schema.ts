import { z } from 'zod'
import type { DatabaseErrorInfo, LockHolder } from '../database-error'
import type { Failure, FailureCode } from '../failure'
import { failureTexts } from '../failure-texts'
import type { Same } from './same'

export const databaseErrorSchema = z
  .object({
    sqlstate: z.string().nullable().describe('Five characters, as PostgreSQL’s manual lists them.'),
    message: z.string().describe('Its words.'),
    detail: z.string().exactOptional().describe('Its DETAIL.'),
    hint: z.string().exactOptional().describe('Its HINT.'),
    position: z.number().exactOptional().describe('1-based, in characters of the statement that was sent.'),
    where: z.string().exactOptional().describe('The function, or the line of it, in which it happened.'),
    schema: z.string().exactOptional().describe('Schema of the object concerned.'),
    table: z.string().exactOptional().describe('Table concerned.'),
    column: z.string().exactOptional().describe('Column concerned.'),
    constraint: z.string().exactOptional().describe('Constraint concerned.'),
  })
  .describe('What the database said when it refused, whole.')

export const lockHolderSchema = z
  .object({
    pid: z.number().describe('Process id of the backend.'),
    user: z.string().nullable().describe('Its role.'),
    application: z.string().nullable().describe('Its application_name.'),
    query: z.string().nullable().describe('What it runs, or ran last.'),
    since: z.string().nullable().describe('ISO 8601.'),
    mode: z.string().exactOptional().describe('Mode of the lock.'),
    object: z.string().exactOptional().describe('What is locked.'),
  })
  .describe('Somebody who stands in the way of a lock.')

export const failureSchema = z
  .object({
    code: z
      .enum(Object.keys(failureTexts) as [FailureCode, ...FailureCode[]])
      .describe('Stable name of this kind of failure.'),
    what: z.string().describe('What happened.'),
    why: z.string().describe('The particular cause.'),
    fix: z.string().describe('What to do about it.'),
    meta: z
      .looseObject({
        database: databaseErrorSchema.exactOptional(),
        holders: z.array(lockHolderSchema).exactOptional().describe('Who stands in the way.'),
      })
      .describe('Evidence, by kind of failure.'),
  })
  .describe('An expected failure. Never holds a password or a connection string.')

true satisfies Same<z.infer<typeof databaseErrorSchema>, DatabaseErrorInfo>
true satisfies Same<z.infer<typeof lockHolderSchema>, LockHolder>
true satisfies Same<z.infer<typeof failureSchema>, Failure>
