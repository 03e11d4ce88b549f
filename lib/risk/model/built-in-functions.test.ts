import { expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { immutableFunctions, stableFunctions, volatileFunctions } from './built-in-functions'

it('knows of each built-in function what PostgreSQL knows', async () => {
  const server = await testServer()
  const opened = await postgres.open(await server.createDatabase('functions'), { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { rows } = await opened.value.query<{ name: string; kinds: string }>(
    `select proname as name, string_agg(distinct provolatile::text, '') as kinds
     from pg_proc where pronamespace = 'pg_catalog'::regnamespace group by 1`,
  )
  await opened.value.close()
  const wrong = rows.flatMap(({ name, kinds }) => {
    const told = volatileFunctions.has(name)
      ? 'v'
      : stableFunctions.has(name)
        ? 's'
        : immutableFunctions.has(name)
          ? 'i'
          : null
    // Overloads differ, as those of date_trunc do: what a call means, its arguments' types would tell.
    return told === null || kinds.includes(told) ? [] : [`${name} is ${kinds}, not ${told}`]
  })
  expect(wrong).toEqual([])
  const lists = [...volatileFunctions, ...stableFunctions, ...immutableFunctions]
  expect(lists.filter((name, index) => lists.indexOf(name) !== index)).toEqual([])
})
