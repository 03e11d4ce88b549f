import { describe, expect, it } from 'vitest'
import { gateBelow, stretchesUp } from './stretches'

describe('stretchesUp', () => {
  it('fills the line up to the newest applied station', () => {
    const stretches = stretchesUp(['pending', 'applied', 'applied'], false)
    expect(stretches).toEqual([
      { above: 'none', below: 'empty' },
      { above: 'empty', below: 'full' },
      { above: 'full', below: 'none' },
    ])
  })

  it('lets the water pass a station that is out of order, and one that is not there', () => {
    const stretches = stretchesUp(['applied', 'out_of_order', null, 'applied'], true)
    expect(stretches.map((one) => one.below)).toEqual(['full', 'full', 'full', 'full'])
  })

  it('brings the water up to a failure and no further', () => {
    const [pending, failed] = stretchesUp(['pending', 'failed', 'applied'], false)
    expect(pending).toEqual({ above: 'none', below: 'empty' })
    expect(failed).toEqual({ above: 'empty', below: 'full' })
  })
})

describe('gateBelow', () => {
  it('stands between what is applied and what waits', () => {
    expect(gateBelow(['pending', 'pending', 'applied'])).toBe(1)
    expect(gateBelow(['applied', 'applied'])).toBe(-1)
    expect(gateBelow(['pending', 'pending'])).toBe(1)
    expect(gateBelow([null, null])).toBe(-1)
  })
})
