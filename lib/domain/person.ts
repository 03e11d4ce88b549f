import { z } from 'zod'
import { roles } from './permission'

export const passwordSchema = z
  .string()
  .min(12, 'At least 12 characters.')
  .max(128, 'At most 128 characters.')

export const newPersonSchema = z.strictObject({
  name: z.string().trim().min(1, 'A name is needed.').max(100, 'At most 100 characters.'),
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254, 'At most 254 characters.')
    .pipe(z.email('This is not an e-mail address.')),
  password: passwordSchema,
  role: z.enum(roles),
})

export type NewPerson = z.infer<typeof newPersonSchema>

export const firstAdministratorSchema = newPersonSchema
  .omit({ role: true })
  .extend({ code: z.string().trim().min(1, 'The code is needed.').max(100, 'This is too long for a code.') })

export type FirstAdministrator = z.infer<typeof firstAdministratorSchema>
