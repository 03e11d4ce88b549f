import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { FailureError, fail } from '../domain/failure'

/** Seals connection strings for the control database. */
export interface Secrets {
  seal(text: string): string
  /** Throws a `FailureError` (`secret_key_wrong`) for what another key sealed, or somebody changed. */
  open(sealed: string): string
}

/** AES-256-GCM. A sealed text reads `v1.<key id>.<nonce>.<tag and ciphertext>`, base64url. */
export function createSecrets(key: Buffer): Secrets {
  const keyId = createHash('sha256').update('headgate key id').update(key).digest('hex').slice(0, 8)
  return { seal: (text) => seal(text, key, keyId), open: (sealed) => open(sealed, key, keyId) }
}

function seal(text: string, key: Buffer, keyId: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(keyId))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [
    'v1',
    keyId,
    nonce.toString('base64url'),
    Buffer.concat([cipher.getAuthTag(), body]).toString('base64url'),
  ].join('.')
}

function open(sealed: string, key: Buffer, keyId: string): string {
  const [version, sealedWith, nonce, rest] = sealed.split('.')
  if (version !== 'v1' || !sealedWith || !nonce || !rest)
    throw wrong('What is stored is not a sealed connection string.')
  if (sealedWith !== keyId)
    throw wrong(`It was sealed with the key ${sealedWith}, and Headgate runs with ${keyId}.`)
  const bytes = Buffer.from(rest, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), {
      authTagLength: 16,
    })
    decipher.setAAD(Buffer.from(keyId)).setAuthTag(bytes.subarray(0, 16))
    return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8')
  } catch {
    throw wrong('The stored text was changed after it was sealed.')
  }
}

function wrong(why: string): FailureError {
  return new FailureError(fail('secret_key_wrong', why).failure)
}
