import type { FailureCode, FailureMeta, Result } from '../../domain/failure'
import { fail } from '../../domain/failure'
import { databaseErrorInfo } from './database-error-info'
import type { Address } from './url'

/** Turns what pg, Node or the server said while connecting into the one failure that it is. Quotes no password. */
export function connectionFailure(error: unknown, address: Address): Result<never> {
  const { code, message } = innermost(error)
  const text = withoutSecrets(message, address)
  const at = `${address.host}:${address.port}`
  const because = (failureCode: FailureCode, why: string) => fail(failureCode, why, metaOf(error, address))
  const network = networkReasons[code]
  if (network) return because(network.code, network.why(at, address.host))
  if (/timeout/i.test(text) && !isSqlstate(code)) {
    return because(
      'host_unreachable',
      `${at} did not answer in time: a firewall may be dropping the packets.`,
    )
  }
  if (/does not support SSL/i.test(text)) {
    return because('tls_refused', `${at} has no TLS, and the connection string demands it (sslmode).`)
  }
  if (isTlsCode(code) || /certificate|SSL routines|altnames/i.test(text)) {
    return because('tls_refused', tlsReasons[code] ?? `The TLS handshake with ${at} failed: ${text}`)
  }
  if (code === '28000' && /pg_hba\.conf/.test(text)) return because('tls_refused', hbaReason(text, address))
  if (/password must be a string|no password supplied|SASL.*password/i.test(text) && !isSqlstate(code)) {
    return because('password_refused', `${at} asks for a password, and the connection string has none.`)
  }
  if (code === '28P01' || code === '28000' || /no such user|authentication failed/i.test(text)) {
    return because('password_refused', `${at} says: ${text}`)
  }
  if (code === '3D000' || /no such database|database "[^"]*" does not exist/i.test(text)) {
    return because('database_unknown', `${at} says: ${text}`)
  }
  if (
    code === '53300' ||
    /no more connections allowed|max_client_conn|remaining connection slots/i.test(text)
  ) {
    return because('too_many_connections', `${at} says: ${text}`)
  }
  if (code === '42501')
    return because('rights_missing', `${at} says: ${text}. Grant CONNECT on the database.`)
  if (code === '57P03') return because('host_unreachable', `${at} says: ${text}. Try again in a moment.`)
  if (/unsupported startup parameter/i.test(text)) {
    return because('pooler_refused', `${at} answers as PgBouncer does: ${text}`)
  }
  if (isSqlstate(code)) return because('database_error', `${at} says: ${text}`)
  return because('connection_lost', `${at} closed the connection before it was usable: ${text}`)
}

const networkReasons: Record<string, { code: FailureCode; why: (at: string, host: string) => string }> = {
  ENOTFOUND: { code: 'host_unknown', why: (_, host) => `No address is known for ${host}.` },
  EAI_AGAIN: {
    code: 'host_unknown',
    why: (_, host) => `The name service did not answer for ${host}: is this machine online?`,
  },
  EAI_NODATA: { code: 'host_unknown', why: (_, host) => `No address is known for ${host}.` },
  ECONNREFUSED: { code: 'host_unreachable', why: (at) => `Nothing listens at ${at}.` },
  EHOSTUNREACH: { code: 'host_unreachable', why: (at) => `There is no route to ${at}.` },
  ENETUNREACH: { code: 'host_unreachable', why: (at) => `There is no network to ${at}.` },
  ETIMEDOUT: {
    code: 'host_unreachable',
    why: (at) => `${at} did not answer in time: a firewall may be dropping the packets.`,
  },
  ENOENT: { code: 'host_unreachable', why: (_, host) => `There is no server's socket in ${host}.` },
  EACCES: { code: 'host_unreachable', why: (_, host) => `This user may not open the socket in ${host}.` },
}

const tlsReasons: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'The server’s certificate is signed by itself: name it as sslrootcert, or use sslmode=require, which does not check it.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'The server’s certificate comes from an authority that is not trusted here: name it as sslrootcert, or use sslmode=require, which does not check it.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The server’s certificate comes from an authority that is not trusted here: name it as sslrootcert.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'The server’s certificate comes from an authority that is not trusted here: name it as sslrootcert.',
  CERT_HAS_EXPIRED: 'The server’s certificate has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'The server’s certificate is for another host name: use that name, or sslmode=verify-ca.',
}

function hbaReason(text: string, address: Address): string {
  if (/no encryption|SSL off/i.test(text) && address.sslMode === 'disable') {
    return 'The server demands TLS for this user, and the connection string has sslmode=disable.'
  }
  return `The server’s pg_hba.conf does not let this user in from here: ${text}`
}

function metaOf(error: unknown, address: Address): FailureMeta {
  if (!isSqlstate((error as { code?: string }).code ?? '')) return {}
  const info = databaseErrorInfo(error)
  return { database: { ...info, message: withoutSecrets(info.message, address) } }
}

/** Node tries all addresses of a name and wraps what came of it. */
function innermost(error: unknown): { code: string; message: string } {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: unknown[] }
  if (errors?.length && !message) return innermost(errors[0])
  return { code: code ?? '', message: message ?? String(error) }
}

function withoutSecrets(text: string, address: Address): string {
  return address.password ? text.replaceAll(address.password, '•••') : text
}

function isSqlstate(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)
}

function isTlsCode(code: string): boolean {
  return code in tlsReasons || /^(ERR_SSL|ERR_TLS|EPROTO|CERT_)/.test(code)
}
