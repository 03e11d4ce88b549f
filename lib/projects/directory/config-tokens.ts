/** A piece of a JavaScript or TypeScript program. `newLine`: it begins on a line of its own. */
export type Token =
  | { kind: 'name' | 'number' | 'sign'; text: string; newLine: boolean }
  | { kind: 'text'; text: string; newLine: boolean }
  /** Texts and the programs between them, in turn: n + 1 texts, n programs. */
  | { kind: 'template'; texts: string[]; inner: Token[][]; newLine: boolean }

const space = /[\s\uFEFF]+/y
const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|#![^\n]*/y
const name = /[#\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy
const number = /\d[\w.]*/y
const quoted = /'((?:\\[\s\S]|[^'\\\n])*)'|"((?:\\[\s\S]|[^"\\\n])*)"/y
const signs = /\?\?=?|\?\.(?!\d)|\|\|=?|&&=?|=>|\.\.\.|[=!]==?|\+\+|--|[-+*/%&|^<>]=|[\s\S]/y

/** Takes a program apart. Never fails: what it does not know is a sign of one character. */
export function tokensOf(program: string): Token[] {
  return read(program, 0, false).tokens
}

/** Up to the end, or to the brace that closes a template's hole. */
function read(program: string, start: number, inHole: boolean): { tokens: Token[]; end: number } {
  const tokens: Token[] = []
  let depth = 0
  let newLine = true
  let at = start
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(program)
    if (found) at += found[0].length
    return found
  }
  while (at < program.length) {
    const skipped = take(space) ?? take(comment)
    if (skipped) {
      newLine ||= skipped[0].includes('\n')
      continue
    }
    const text = take(quoted)
    if (text) tokens.push({ kind: 'text', text: unescaped(text[1] ?? text[2] ?? ''), newLine })
    else if (program[at] === '`') {
      const template = readTemplate(program, at + 1)
      tokens.push({ kind: 'template', texts: template.texts, inner: template.inner, newLine })
      at = template.end
    } else {
      const word = take(name)
      const digits = word ? null : take(number)
      const sign = word ?? digits ?? take(signs)
      if (!sign) break
      if (inHole && sign[0] === '}' && depth === 0) return { tokens, end: at }
      if (sign[0] === '{') depth += 1
      if (sign[0] === '}') depth -= 1
      tokens.push({ kind: word ? 'name' : digits ? 'number' : 'sign', text: sign[0], newLine })
    }
    newLine = false
  }
  return { tokens, end: at }
}

function readTemplate(program: string, start: number) {
  const texts: string[] = []
  const inner: Token[][] = []
  let text = ''
  let at = start
  while (at < program.length && program[at] !== '`') {
    if (program.startsWith('${', at)) {
      texts.push(unescaped(text))
      text = ''
      const hole = read(program, at + 2, true)
      inner.push(hole.tokens)
      at = hole.end
    } else {
      const length = program[at] === '\\' ? 2 : 1
      text += program.slice(at, at + length)
      at += length
    }
  }
  return { texts: [...texts, unescaped(text)], inner, end: at + 1 }
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' }

function unescaped(text: string): string {
  const escaped = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r?\n|([\s\S]))/g
  return text.replace(escaped, (_all, point, unit, byte, plain?: string) => {
    const code = Number.parseInt(point ?? unit ?? byte ?? '', 16)
    if (code <= 0x10ffff) return String.fromCodePoint(code)
    return plain === undefined ? '' : (escapes[plain] ?? plain)
  })
}
