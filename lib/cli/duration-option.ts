import { fail, ok, type Result } from '../domain/failure'

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 }

/** Milliseconds of `5s`, `500ms`, `2min`; a bare number is seconds. Fails with `usage_wrong`. */
export function readDuration(
  option: string,
  text: unknown,
  fallback: number,
  { least, most }: { least: number; most: number },
): Result<number> {
  if (text === undefined) return ok(fallback)
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)?$/.exec(String(text)) ?? []
  const ms = Math.round(Number(number) * (units[unit] ?? Number.NaN))
  if (number !== '' && ms >= least && ms <= most) return ok(ms)
  return fail(
    'usage_wrong',
    `--${option}: ${text} is no time from ${least} ms to ${most} ms; write 5s, 500ms or 2min.`,
  )
}
