import { expect, it } from 'vitest'
import { rules } from '../../risk/rules/rules'
import { rulesPage } from './rules-page'

// `npm run headgate:docs` writes it anew.
it('keeps the documentation of the rules', async () => {
  const page = rulesPage(rules.map(({ meta }) => meta))
  await expect(page).toMatchFileSnapshot('../../risk/README.md')
})
