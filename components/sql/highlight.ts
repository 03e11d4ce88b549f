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
  return lines.map((tokens) =>
    tokens.map(({ content, color }) => ({
      text: content,
      color: !color || color === 'var(--sql-foreground)' ? null : color,
    })),
  )
}

export function plainLines(sql: string): Piece[][] {
  return sql.split(/\r?\n/).map((text) => (text === '' ? [] : [{ text, color: null }]))
}
