import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { commandOf } from './resolve/choose'
import { shellWord } from './shell-word'

describe('a word of a printed command', () => {
  it.each(['20260101000000_init', 'a/b.sql', 'index:public.tags.name'])('stays as it is: %s', (word) => {
    expect(shellWord(word)).toBe(word)
  })

  it.each([
    'two words',
    '$HOME; rm -rf *',
    'it\'s `date` "quoted" \\n',
    'a\nb',
    '\u001b[31mred\u0007 f',
    '\u202ename\u2028é',
    '*',
    '',
    '"Odd.Name"',
  ])('reaches the program as it was: %j', (word) => {
    const printed = shellWord(word)
    expect(printed).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(execFileSync('bash', ['-c', `printf %s ${printed}`]).toString()).toBe(word)
  })

  it('is what the ways out are told with', () => {
    const way = {
      kind: 'forget' as const,
      title: '',
      recommended: true,
      resolution: null,
      impossibleBecause: [],
    }
    expect(commandOf({ migration: '1; rm -rf ~', ways: [way] }, way)).toBe(
      "headgate resolve '1; rm -rf ~' --forget",
    )
  })
})
