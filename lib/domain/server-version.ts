/** `server_version_num` as PostgreSQL writes it for people: 180004 is `18.4`. */
export function versionText(serverVersion: number): string {
  return `${Math.floor(serverVersion / 10_000)}.${serverVersion % 10_000}`
}
