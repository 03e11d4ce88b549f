import { hkdfSync } from 'node:crypto'
import { resolve } from 'node:path'
import { readSecretKey } from './secret-key'

/** What this installation was started with. Holds secrets: it stays on the server. */
export interface Config {
  dataDir: string
  /** Connection string of the control database. */
  databaseUrl: string
  /** Origin under which people open Headgate, without a path: `https://headgate.example`. */
  publicUrl: string
  /** Signs sessions. */
  authSecret: string
  /** 32 bytes: seals connection strings. */
  secretKey: Buffer
}

/** Reads the environment variables; throws an error with one clear sentence when one of them is missing or wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // Kept from the bundler's tracing, which would otherwise take the whole folder into the build.
  const dataDir = resolve(/* turbopackIgnore: true */ environment.HEADGATE_DATA_DIR || '.headgate')
  const databaseUrl = environment.HEADGATE_DATABASE_URL
  if (!databaseUrl)
    throw new Error('HEADGATE_DATABASE_URL is not set: start Headgate with npm start or npm run dev.')
  const secretKey = readSecretKey(dataDir, environment.HEADGATE_SECRET_KEY)
  return {
    dataDir,
    databaseUrl,
    publicUrl: readPublicUrl(environment),
    secretKey,
    authSecret: derive(secretKey),
  }
}

/** The configured origin alone, for what needs no database: `http://localhost:3000` when nothing is set. */
export function readPublicUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment.HEADGATE_PUBLIC_URL || 'http://localhost:3000'
  const url = URL.canParse(given) ? new URL(given) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`HEADGATE_PUBLIC_URL must be an http or https address, and is ${JSON.stringify(given)}.`)
  }
  return url.origin
}

function derive(secretKey: Buffer): string {
  return Buffer.from(hkdfSync('sha256', secretKey, '', 'headgate sessions', 32)).toString('hex')
}
