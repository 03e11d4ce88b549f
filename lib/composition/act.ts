import { headers } from 'next/headers'
import type { z } from 'zod'
import type { Result } from '../domain/failure'
import { context } from './context'
import { type Act, perform, performAnonymously } from './perform'

/**
 * Makes a server action of an operation. A `"use server"` file exports async functions alone, so it wraps this:
 *
 *     const open = act({ input, permission: 'deploy-request.open', operation })
 *     export async function openDeployRequest(input: unknown) { return open(input) }
 */
export function act<Schema extends z.ZodType, T>(
  definition: Act<Schema, T>,
): (input: unknown) => Promise<Result<T>> {
  return async (input) => perform(context(), await headers(), definition, input)
}

/** The same for an act that nobody is signed in for yet. */
export function actAnonymously<Schema extends z.ZodType, T>(
  definition: Parameters<typeof performAnonymously<Schema, T>>[2],
): (input: unknown) => Promise<Result<T>> {
  return async (input) => performAnonymously(context(), await headers(), definition, input)
}
