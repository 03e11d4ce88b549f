/** Takes user and password out of every connection string in a text, and the values of `password=…` pairs. */
export function redact(text: string): string {
  return text
    .replace(/\b((?!file:)[a-z][a-z0-9+.-]*:\/\/)[^\s'"`]*@/gi, '$1***@')
    .replace(/\b(pass(?:word|wd|phrase)?)(\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&,;]+)/gi, '$1$2***')
}
