import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'

/** A piece of a line in one colour; `color` is a CSS value, null: the ground's own. */
export interface Piece {
  text: string
  color: string | null
}

const theme = createCssVariablesTheme({ name: 'headgate', variablePrefix: '--sql-', fontStyle: false })

// Colouring is worth no more than this: larger scripts (seeds, dumps) stay plain.
const mostCharacters = 200_000

let highlighter: Promise<HighlighterCore> | undefined

/** The script's lines, coloured through CSS variables, so that one text serves both themes. Runs on the server. */
export async function highlightSql(sql: string): Promise<Piece[][]> {
  if (sql.length > mostCharacters) return plainLines(sql)
  highlighter ??= createHighlighterCore({
    themes: [theme],
    langs: [import('shiki/langs/sql.mjs')],
    engine: createJavaScriptRegexEngine(),
  })
  const lines = (await highlighter).codeToTokensBase(sql, { lang: 'sql', theme: 'headgate' })
  return lines.map((tokens) => tokens.flatMap(({ content, color }) => repaint(content, color)))
}

const keywordColor = 'var(--sql-token-keyword)'

/**
 * Corrects the grammar: what stands in double quotes is a name in SQL, not a string, and words in capitals such as
 * COLUMN and CONCURRENTLY, which it does not know, are keywords.
 */
function repaint(text: string, color: string | undefined): Piece[] {
  if (/^".*"$/.test(text)) {
    const quote = { text: '"', color: 'var(--sql-token-punctuation)' }
    return [quote, { text: text.slice(1, -1), color: null }, quote]
  }
  if (color && color !== 'var(--sql-foreground)') return [{ text, color }]
  return text
    .split(/(\b[A-Z][A-Z_]+\b)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, color: /^[A-Z][A-Z_]+$/.test(part) ? keywordColor : null }))
}

export function plainLines(sql: string): Piece[][] {
  return sql.split(/\r?\n/).map((text) => (text === '' ? [] : [{ text, color: null }]))
}
