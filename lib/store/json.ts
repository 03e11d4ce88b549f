import type { Prisma } from './generated/client'

/** A plain domain object as the value of a Json column. */
export function json(value: object | string | number | boolean): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue
}
