/** How values are written as text, whatever the settings of database and role are. Recorded hashes of rows go by them. */
export const textSettings = {
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
}

/** For the rest of the transaction. */
export function setLocal(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
    .join('; ')
}
