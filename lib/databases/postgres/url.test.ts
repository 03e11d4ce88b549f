import { describe, expect, it } from 'vitest'
import { postgres } from './postgres'
import { parseAddress, schemaOf, withDatabase } from './url'

function address(url: string) {
  const parsed = parseAddress(url)
  if (!parsed.ok) throw new Error(parsed.failure.why)
  return parsed.value
}

describe('connection strings', () => {
  it('takes Prisma’s parameters', () => {
    const url =
      'postgresql://me:p%40ss@db.example.com/shop?schema=app&connection_limit=5&pgbouncer=true&sslmode=require&pool_timeout=3'
    expect(address(url)).toMatchObject({
      user: 'me',
      password: 'p@ss',
      host: 'db.example.com',
      port: 5432,
      database: 'shop',
      schema: 'app',
      sslMode: 'require',
      saysPooler: true,
    })
    expect(schemaOf(url)).toBe('app')
    expect(schemaOf('postgres://a@b/c')).toBe('public')
    expect(address('postgresql://me@h/d?sslmode=require&sslaccept=strict').tls.rejectUnauthorized).toBe(true)
    expect(address('postgresql://me@h/d?sslmode=require').tls.rejectUnauthorized).toBe(false)
    expect(address('postgresql://me@h/d')).toMatchObject({ sslMode: 'prefer', sslAsked: false })
  })

  it('takes sockets and IPv6', () => {
    expect(address('postgresql://me@/shop?host=/var/run/postgresql')).toMatchObject({
      host: '/var/run/postgresql',
      database: 'shop',
    })
    expect(address('postgresql://me@localhost/shop?socket=/tmp').host).toBe('/tmp')
    expect(address('postgresql://me@[::1]:5433/shop')).toMatchObject({ host: '::1', port: 5433 })
    expect(postgres.label('postgresql://me:pw@[::1]:5433/shop')).toEqual({
      ok: true,
      value: '[::1]:5433/shop',
    })
  })

  it.each([
    ['', 'begin with'],
    ['mysql://a@b/c', 'begin with'],
    ['prisma://accelerate.example/?api_key=x', 'Accelerate'],
    ['postgresql://me:se#cret@h/d', '#'],
    ['postgresql://me:se/cret@h/d', 'percent-encoded'],
    ['postgresql://me:100%@h/d', '%25'],
    ['postgresql://h/d', 'no user'],
    ['postgresql://me:secret@h:nope/d', 'percent-encoded'],
    ['postgresql://me@h/d?sslmode=maybe', 'sslmode=maybe'],
    ['postgresql://me@a,b/d', 'several hosts'],
  ])('says what is wrong with %s', (url, why) => {
    const parsed = parseAddress(url)
    expect(parsed).toMatchObject({
      ok: false,
      failure: { code: 'url_invalid', why: expect.stringContaining(why) },
    })
    expect(JSON.stringify(parsed)).not.toMatch(/secret|se#cret|se\/cret/)
  })

  it('reads certificates of files alone: a device would never end', () => {
    for (const path of ['/dev/zero', '/tmp', '/nowhere'])
      expect(parseAddress(`postgresql://me:x@h/d?sslmode=verify-full&sslrootcert=${path}`)).toMatchObject({
        ok: false,
        failure: { code: 'tls_refused', why: expect.stringContaining(path) },
      })
  })

  it('goes to another database with the same credentials', () => {
    const moved = withDatabase('postgresql://me:p%40ss@h:1/shop?schema=app&sslmode=require', 'a b/ü')
    expect(address(moved)).toMatchObject({
      user: 'me',
      password: 'p@ss',
      port: 1,
      database: 'a b/ü',
      schema: 'app',
      sslMode: 'require',
    })
    expect(() => withDatabase('secret', 'x')).toThrow(/^(?!.*secret)/)
  })
})
