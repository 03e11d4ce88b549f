import { expect, it } from 'vitest'
import { atEndpoint, endpointAt, roleOf } from './endpoint-address'

const endpoints = [
  { id: 'a', host: 'ep-silent-smoke-806639.us-east-2.aws.neon.tech' },
  { id: 'b', host: 'ep-red-pooler-1.us-east-2.aws.neon.tech' },
]
const at = (host: string) => endpointAt(endpoints, `postgresql://me:p%40ss@${host}/neondb`)?.id ?? null

it('knows a compute by its host, its pooler’s too, and no other by a part of it', () => {
  expect(at('ep-silent-smoke-806639.us-east-2.aws.neon.tech')).toBe('a')
  expect(at('EP-silent-smoke-806639.us-east-2.aws.neon.tech:5432')).toBe('a')
  expect(at('ep-silent-smoke-806639-pooler.us-east-2.aws.neon.tech')).toBe('a')
  expect(at('ep-red-pooler-1.us-east-2.aws.neon.tech')).toBe('b')
  expect(at('ep-silent-smoke-80663.us-east-2.aws.neon.tech')).toBeNull()
  expect(at('ep-silent-smoke-806639.eu-central-1.aws.neon.tech')).toBeNull()
  expect(endpointAt(endpoints, 'no address')).toBeNull()
})

it('takes the environment’s credentials to another compute', () => {
  const url = 'postgresql://me:p%40ss@ep-a.neon.tech:5432/neondb?sslmode=require&options=endpoint%3Dep-a'
  expect(atEndpoint(url, 'ep-b.neon.tech')).toEqual({
    ok: true,
    value: 'postgresql://me:p%40ss@ep-b.neon.tech/neondb?sslmode=require',
  })
  expect(roleOf('postgresql://a%40b:x@h/d')).toBe('a@b')
})
