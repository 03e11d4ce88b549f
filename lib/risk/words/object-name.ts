import { objectName as fitted } from '../model/default-names'

/** The name that PostgreSQL gives to what was not named: `orders_note_check`. `taken`: names that a number makes way for. */
export function objectName(
  table: string,
  columns: readonly string[],
  label: string,
  taken: (name: string) => boolean = () => false,
): string {
  const middle = columns.length > 0 ? columns.join('_') : null
  for (let pass = 0; ; pass++) {
    const name = fitted(table, middle, pass === 0 ? label : `${label}${pass}`)
    if (!taken(name)) return name
  }
}
