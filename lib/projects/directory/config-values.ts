import type { Token } from './config-tokens'
import { tokensOf } from './config-tokens'

/** An expression of a configuration file, as far as it is understood. */
export type Value =
  | { is: 'text'; text: string }
  /** `undefined`, `null`. */
  | { is: 'nothing' }
  /** Parts put together: a template, or `+`. */
  | { is: 'joined'; parts: Value[] }
  /** `??` and `||`. */
  | { is: 'either'; first: Value; second: Value }
  /** `&&`. */
  | { is: 'when'; condition: Value; value: Value }
  | { is: 'object'; properties: Map<string, Value>; spread: Value[] }
  /** `a.b.c`. */
  | { is: 'name'; names: string[] }
  | { is: 'call'; callee: string; given: Value[] }
  | { is: 'member'; of: Value; name: string }
  /** What calling it would give. */
  | { is: 'function'; gives: Value }
  | { is: 'unknown' }

export interface Program {
  exported: Value | null
  /** Names that are given a value once, at the top. */
  names: Map<string, Value>
  /** Calls that stand by themselves at the top. */
  calls: Extract<Value, { is: 'call' }>[]
}

const unknown: Value = { is: 'unknown' }

/** Reads a JavaScript or TypeScript program without running it. Never fails: what is not understood is `unknown`. */
export function readProgram(source: string): Program {
  const program: Program = { exported: null, names: new Map(), calls: [] }
  const reader = new Reader(tokensOf(source))
  while (!reader.done) readStatement(reader, program)
  return program
}

function readStatement(reader: Reader, program: Program): void {
  if (reader.skip('export')) {
    if (reader.skip('default') || reader.skip('=')) program.exported = reader.expression()
    return
  }
  if (reader.skipAny('const', 'let', 'var')) {
    declarations(reader, program)
    return
  }
  if (reader.skip('import') && !reader.sees('(')) {
    while (!reader.done && !reader.skipText()) reader.next()
    return
  }
  if (reader.skipAny('function', 'class', 'interface', 'type', 'enum', 'namespace', 'declare')) {
    reader.toEnd()
    return
  }
  if (reader.skipAny(';')) return
  const before = reader.at
  const value = reader.expression()
  if (value.is === 'call') program.calls.push(value)
  const exported = value.is === 'name' && /^(module\.exports|exports\.default)$/.test(value.names.join('.'))
  if (reader.skip('=')) {
    const assigned = reader.expression()
    if (exported) program.exported = assigned
  }
  // Statements that begin with a word of their own (if, for, try) are passed over piece by piece.
  if (reader.at === before) reader.next()
}

function declarations(reader: Reader, program: Program): void {
  do {
    const pattern = reader.sees('{') ? reader.pattern() : null
    const name = pattern ? null : reader.word()
    if (reader.skip(':')) reader.type()
    if (!reader.skip('=')) return
    const value = reader.expression()
    if (name) program.names.set(name, value)
    for (const [from, to] of pattern ?? []) program.names.set(to, { is: 'member', of: value, name: from })
  } while (reader.skip(','))
}

const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' }
const ending = [',', ')', ']', '}', ';', ':', '=']

class Reader {
  at = 0
  constructor(readonly tokens: Token[]) {}

  get done(): boolean {
    return this.at >= this.tokens.length
  }

  get token(): Token | undefined {
    return this.tokens[this.at]
  }

  next(): void {
    this.at += 1
  }

  sees(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead]
    return token !== undefined && (token.kind === 'sign' || token.kind === 'name') && token.text === text
  }

  skip(text: string): boolean {
    const found = this.sees(text)
    if (found) this.next()
    return found
  }

  skipAny(...texts: string[]): boolean {
    return texts.some((text) => this.skip(text))
  }

  skipText(): boolean {
    const found = this.token?.kind === 'text'
    if (found) this.next()
    return found
  }

  word(): string | null {
    const { token } = this
    if (token?.kind !== 'name') return null
    this.next()
    return token.text
  }

  expression(): Value {
    let value = this.operand()
    for (;;) {
      if (this.skipAny('as', 'satisfies')) this.type()
      else if (this.skipAny('??', '||')) value = { is: 'either', first: value, second: this.operand() }
      else if (this.skip('&&')) value = { is: 'when', condition: value, value: this.operand() }
      else if (this.skip('+')) value = { is: 'joined', parts: [value, this.operand()] }
      else if (this.isAtEnd()) return value
      else {
        this.toEnd()
        return unknown
      }
    }
  }

  private isAtEnd(): boolean {
    const { token } = this
    if (!token) return true
    if (token.kind === 'sign') return ending.includes(token.text)
    return token.newLine
  }

  /** Past the rest of an expression. */
  toEnd(): void {
    let first = true
    while (!this.done && (first || !this.isAtEnd() || this.sees('=') || this.sees(':'))) {
      first = false
      this.balanced()
    }
  }

  /** Past one token, or all between it and what closes it. */
  private balanced(): void {
    const { token } = this
    const close = token?.kind === 'sign' ? closing[token.text] : undefined
    this.next()
    if (close === undefined) return
    while (!this.done && !this.sees(close)) this.balanced()
    this.next()
  }

  /** Past a type, up to what can follow one; that of a function ends at its body. */
  type(ofFunction = false): void {
    let depth = 0
    for (let first = true; !this.done; first = false) {
      if (depth === 0 && !first && (this.isAtEnd() || this.sees('=>'))) return
      if (depth === 0 && (this.sees('=') || (ofFunction && !first && this.sees('{')))) return
      if (this.sees('<')) depth += 1
      if (this.sees('>')) depth -= 1
      this.balanced()
    }
  }

  /** `{ A, B: c, D = 1 }`: what is taken, and the name it gets. */
  pattern(): [string, string][] {
    const taken: [string, string][] = []
    this.next()
    while (!this.done && !this.skip('}')) {
      const from = this.word()
      const to = this.skip(':') ? this.word() : from
      if (from && to) taken.push([from, to])
      while (!this.done && !this.sees('}') && !this.skip(',')) this.balanced()
    }
    return taken
  }

  private operand(): Value {
    this.skipAny('await')
    if (this.sees('<')) this.angle()
    const { token } = this
    if (!token) return unknown
    if (token.kind === 'text') {
      this.next()
      return this.members({ is: 'text', text: token.text })
    }
    if (token.kind === 'template') {
      this.next()
      return this.members(joined(token))
    }
    if (this.sees('{')) return this.members(this.object())
    if (this.sees('(')) return this.parenthesis()
    if (this.skip('async') || this.skip('function')) return this.lambda()
    this.skip('new')
    const word = this.word()
    if (word === 'undefined' || word === 'null') return { is: 'nothing' }
    if (word === null) {
      if (!this.isAtEnd()) this.balanced()
      return unknown
    }
    if (this.skip('=>')) return this.body()
    return this.members({ is: 'name', names: [word] })
  }

  private members(start: Value): Value {
    let value = start
    for (;;) {
      if (this.skipAny('.', '?.')) {
        if (this.sees('(') || this.sees('[')) continue
        const name = this.word()
        if (name === null) return unknown
        value = member(value, name)
      } else if (this.sees('[') && !this.token?.newLine) {
        this.next()
        const key = this.expression()
        this.skip(']')
        value = key.is === 'text' ? member(value, key.text) : unknown
      } else if (this.sees('!') && !this.token?.newLine) this.next()
      else if (this.sees('<') && this.generic()) this.angle()
      else if (this.sees('(')) value = this.call(value)
      else return value
    }
  }

  private call(callee: Value): Value {
    this.next()
    const given: Value[] = []
    while (!this.done && !this.skip(')')) {
      given.push(this.expression())
      if (!this.skip(',') && !this.sees(')')) this.balanced()
    }
    if (callee.is === 'name') return { is: 'call', callee: callee.names.join('.'), given }
    if (callee.is === 'member') return { is: 'call', callee: callee.name, given }
    return callee.is === 'function' ? callee.gives : unknown
  }

  private parenthesis(): Value {
    const start = this.at
    this.balanced()
    if (this.sees('=>') || this.sees(':')) {
      if (this.skip(':')) this.type(true)
      if (this.skip('=>')) return this.body()
    }
    const end = this.at
    this.at = start + 1
    const value = this.expression()
    this.at = end
    return this.members(value)
  }

  private lambda(): Value {
    this.skip('function')
    if (!this.sees('(')) this.word()
    if (this.sees('(')) this.balanced()
    if (this.skip(':')) this.type(true)
    this.skip('=>')
    return this.body()
  }

  /** What a function gives: its expression, or what it returns when that is said at the end. */
  private body(): Value {
    if (!this.sees('{')) return { is: 'function', gives: this.expression() }
    const start = this.at
    this.balanced()
    const end = this.at
    let gives: Value = unknown
    this.at = start + 1
    while (this.at < end - 1) {
      if (this.skip('return')) gives = this.expression()
      else this.balanced()
    }
    this.at = end
    return { is: 'function', gives }
  }

  private object(): Value {
    const properties = new Map<string, Value>()
    const spread: Value[] = []
    this.next()
    while (!this.done && !this.skip('}')) {
      if (this.skip('...')) spread.push(this.expression())
      else this.property(properties)
      if (!this.skip(',') && !this.sees('}')) this.balanced()
    }
    return { is: 'object', properties, spread }
  }

  private property(properties: Map<string, Value>): void {
    const { token } = this
    const key = token?.kind === 'text' || token?.kind === 'name' ? token.text : null
    this.balanced()
    if (this.skip(':')) {
      const value = this.expression()
      if (key !== null) properties.set(key, value)
    } else if (key !== null && (this.sees(',') || this.sees('}')))
      properties.set(key, { is: 'name', names: [key] })
    else {
      // A method, an accessor: its value is only known by calling it.
      if (key !== null) properties.set(key, unknown)
      while (!this.done && !this.sees(',') && !this.sees('}')) this.balanced()
    }
  }

  /** `<T>` before a call. */
  private generic(): boolean {
    for (let ahead = 1; ahead < 40 && this.at + ahead < this.tokens.length; ahead += 1) {
      if (this.sees('>', ahead)) return this.sees('(', ahead + 1)
      if (['(', ')', ';', '=', '&&'].some((sign) => this.sees(sign, ahead))) return false
    }
    return false
  }

  private angle(): void {
    while (!this.done && !this.skip('>')) this.next()
  }
}

function member(of: Value, name: string): Value {
  return of.is === 'name' ? { is: 'name', names: [...of.names, name] } : { is: 'member', of, name }
}

function joined({ texts, inner }: Extract<Token, { kind: 'template' }>): Value {
  const parts = texts.flatMap((text, index): Value[] => {
    const hole = inner[index]
    return [{ is: 'text', text }, ...(hole ? [new Reader(hole).expression()] : [])]
  })
  return parts.length === 1 ? (parts[0] ?? unknown) : { is: 'joined', parts }
}
