/** `22 Nov 2026, 21:35:10 UTC`. `at` is ISO 8601. */
export function absoluteTime(at: string, timeZone: string, seconds: boolean): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    timeZoneName: 'short',
  }).format(date)
}

/** "just now", "3 min ago", "in 2 h", "5 days ago". */
export function relativeTime(at: string, now: number): string {
  const seconds = Math.round((now - new Date(at).getTime()) / 1000)
  const size = Math.abs(seconds)
  if (size < 20) return 'just now'
  const words =
    size < 60
      ? `${size} s`
      : size < 3600
        ? `${Math.round(size / 60)} min`
        : size < 86_400
          ? `${Math.round(size / 3600)} h`
          : size < 2 * 86_400
            ? '1 day'
            : size < 60 * 86_400
              ? `${Math.floor(size / 86_400)} days`
              : `${Math.round(size / (30.44 * 86_400))} months`
  return seconds < 0 ? `in ${words}` : `${words} ago`
}
