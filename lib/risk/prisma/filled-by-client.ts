import { type AddedColumn, constraintOf, fillsItself } from '../altering/added-columns'
import { nameIn } from '../model/names'
import type { StatementAt } from '../rule'
import { type ClientDefault, clientDefaults } from './client-defaults'

/** What fills a new column that is NOT NULL and has no default, where the Prisma schema is there to say so. */
export function filledByClient(at: StatementAt, added: AddedColumn): ClientDefault | null {
  const { prismaSchema } = at.migration.settings
  if (!prismaSchema || !constraintOf(added, 'CONSTR_NOTNULL') || fillsItself(added, at.schema)) return null
  return clientDefaults(prismaSchema).get(`${nameIn(added.key)}.${added.column}`) ?? null
}
