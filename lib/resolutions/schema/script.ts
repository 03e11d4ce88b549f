/** Statements as the text of a migration. */
export function scriptOf(statements: string[], comments: string[] = []): string {
  const head = comments.map((line) => `-- ${line}\n`).join('')
  const body = statements.map((statement) => `${statement.trim().replace(/;$/, '')};\n`).join('\n')
  return head && body ? `${head}\n${body}` : head + body
}
