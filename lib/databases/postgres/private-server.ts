import { execFile, type SpawnOptions, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** For tests alone: servers of their own, with what a shared one cannot have (its own pg_hba.conf, TLS, PgBouncer). */
const run = promisify(execFile)
const debianBinaries = '/usr/lib/postgresql/15/bin'
const bouncer = '/usr/sbin/pgbouncer'

export const hasDebianPostgres = existsSync(join(debianBinaries, 'initdb'))
export const hasPgBouncer = hasDebianPostgres && existsSync(bouncer)

export interface PrivateServer {
  url: string
  port: number
  folder: string
  stop(): Promise<void>
}

/** Debian's PostgreSQL 15. `hba`: lines of pg_hba.conf; `tls`: with a certificate signed by itself. */
export async function privateServer(options: { hba?: string; tls?: boolean } = {}): Promise<PrivateServer> {
  const user = await postgresUser()
  const folder = await mkdtemp(join(tmpdir(), 'headgate-private-'))
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? user.uid)
  const data = join(folder, 'data')
  await writeFile(join(folder, 'password'), 'secret-of-root')
  await chmod(join(folder, 'password'), 0o644)
  await run(
    join(debianBinaries, 'initdb'),
    ['-D', data, '-U', 'root', '-A', 'scram-sha-256', `--pwfile=${folder}/password`, '--no-sync'],
    { ...user, cwd: folder },
  )
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
  ]
  if (options.tls) {
    await run(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        '/CN=localhost',
        '-keyout',
        `${folder}/key`,
        '-out',
        `${folder}/certificate`,
      ],
      { ...user, cwd: folder },
    )
    settings.push('ssl=on', `ssl_cert_file=${folder}/certificate`, `ssl_key_file=${folder}/key`)
  }
  if (options.hba) await writeFile(join(data, 'pg_hba.conf'), options.hba)
  const stop = await started(
    join(debianBinaries, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: folder },
    /ready to accept connections/,
  )
  const url = `postgresql://root:secret-of-root@127.0.0.1:${port}/postgres`
  return { url, port, folder, stop: () => stop().then(() => rm(folder, { recursive: true, force: true })) }
}

/** A PgBouncer before that server, with the password of `root`. Resolves to the URL of `postgres` through it. */
export async function privateBouncer(
  server: PrivateServer,
  mode: 'transaction' | 'session',
  poolSize: number,
): Promise<{ url: string; stop(): Promise<void> }> {
  const user = await postgresUser()
  const port = await freePort()
  const base = join(server.folder, `bouncer-${port}`)
  await writeFile(`${base}.users`, '"root" "secret-of-root"\n')
  await writeFile(
    `${base}.ini`,
    `[databases]\n* = host=127.0.0.1 port=${server.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\n` +
      `auth_type = scram-sha-256\nauth_file = ${base}.users\npool_mode = ${mode}\ndefault_pool_size = ${poolSize}\n`,
  )
  const stop = await started(
    bouncer,
    [`${base}.ini`],
    { ...user, cwd: server.folder },
    /process up/,
    'SIGQUIT',
  )
  return { url: server.url.replace(`:${server.port}/`, `:${port}/`), stop }
}

async function started(
  command: string,
  args: string[],
  options: SpawnOptions,
  ready: RegExp,
  signal: NodeJS.Signals = 'SIGINT',
): Promise<() => Promise<void>> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      log += chunk
      if (ready.test(log)) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${command} ended: ${log}`)))
  })
  process.once('exit', () => child.kill(signal))
  return async () => {
    child.kill(signal)
    await ended
  }
}

/** PostgreSQL refuses to run as root. */
async function postgresUser(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = await Promise.all(['-u', '-g'].map((option) => run('id', [option, 'postgres'])))
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
