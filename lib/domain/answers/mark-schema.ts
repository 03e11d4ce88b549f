import { z } from 'zod'
import type { GateMark } from '../mark'
import type { Same } from './same'

export const gateMarkSchema = z
  .object({
    server: z.string().describe('Address of the Headgate server that is responsible.'),
    project: z.string().describe('Its name on that server.'),
    environment: z.string().describe('What this database is called there.'),
    since: z.string().describe('ISO 8601.'),
  })
  .describe('Terminals are to keep out: a server guards this database.')

true satisfies Same<z.infer<typeof gateMarkSchema>, GateMark>
