import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError } from 'better-auth/api'
import { countAttempt } from '../store/attempts'
import { recordAudit } from '../store/audit'
import { hashPassword, verifyPassword } from '../store/password'
import type { Context } from './context'

const WEEK_SECONDS = 7 * 24 * 3600

export type Auth = ReturnType<typeof createAuth>

/** Sign-in by e-mail address and password. Accounts are made by administrators; nobody signs up. */
export function createAuth(context: Context) {
  const { db, clock, config } = context
  return betterAuth({
    appName: 'Headgate',
    baseURL: config.publicUrl,
    basePath: '/api/auth',
    secret: config.authSecret,
    trustedOrigins: [config.publicUrl],
    telemetry: { enabled: false },
    logger: { level: 'error' },
    database: prismaAdapter(db, { provider: 'postgresql', transaction: true }),
    user: {
      additionalFields: {
        role: { type: 'string', required: false, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }) => verifyPassword(hash, password),
      },
    },
    // Seven days from the sign-in, and no longer: a session that a page view prolongs never ends.
    session: { expiresIn: WEEK_SECONDS, disableSessionRefresh: true },
    advanced: { useSecureCookies: config.publicUrl.startsWith('https:'), cookiePrefix: 'headgate' },
    rateLimit: {
      enabled: true,
      customRules: { '/sign-in/email': { window: 60, max: 30 } },
      customStorage: {
        consume: async (key, rule) => {
          const limit = { max: rule.max, windowMs: rule.window * 1000 }
          const { allowed, retryAfterMs } = await countAttempt(db, clock, `address ${key}`, limit)
          return { allowed, retryAfter: allowed ? null : Math.ceil(retryAfterMs / 1000) }
        },
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const user = await db.user.findUnique({ where: { id: userId }, select: { disabledAt: true } })
            if (!user || user.disabledAt) throw new APIError('FORBIDDEN', { code: 'ACCOUNT_DISABLED' })
          },
          after: async ({ userId }) => {
            const { id, name } = await db.user.findUniqueOrThrow({ where: { id: userId } })
            await db.$transaction((tx) =>
              recordAudit(tx, clock, {
                actor: { id, name },
                action: 'person.signed-in',
                subject: { kind: 'person', id, name },
              }),
            )
          },
        },
      },
    },
  })
}

const slot = Symbol.for('headgate.auth')

/** The one instance that belongs to `context`. */
export function authOf(context: Context): Auth {
  const holder = globalThis as { [slot]?: WeakMap<Context, Auth> }
  holder[slot] ??= new WeakMap()
  const known = holder[slot].get(context)
  if (known) return known
  const auth = createAuth(context)
  holder[slot].set(context, auth)
  return auth
}
