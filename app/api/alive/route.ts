/** Answers as soon as the pages can: for the supervisor, and for whoever watches this server. Says nothing else. */
export function GET(): Response {
  return new Response('ok\n', { headers: { 'cache-control': 'no-store' } })
}
