'use server'

import { actAnonymously } from '../composition/act'
import { firstAdministratorSchema } from '../domain/person'
import { createFirstAdministrator as create } from '../operations/first-administrator'

const creating = actAnonymously({ input: firstAdministratorSchema, operation: create })
export async function createFirstAdministrator(input: unknown) {
  return creating(input)
}
