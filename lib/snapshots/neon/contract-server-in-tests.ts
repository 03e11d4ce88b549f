import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type {
  Branch,
  BranchCreateRequest,
  BranchesResponse,
  BranchOperations,
  BranchResponse,
  ConnectionURIResponse,
  Endpoint,
  EndpointCreateRequest,
  EndpointOperations,
  EndpointsResponse,
  GeneralError,
  Operation,
  OperationAction,
  OperationResponse,
  OperationStatus,
  OperationsResponse,
  ProjectResponse,
} from '@neondatabase/api-client'
import { branchAnswer, endpointAnswer, operationAnswer, projectAnswer } from './contract-answers-in-tests'
import { type EndpointProxy, startEndpointProxy } from './endpoint-proxy-in-tests'

export interface NeonContractOptions {
  /** The live database, as its server names and reaches it. */
  liveUrl: string
  /** Makes a real copy of the live database as it is now, and resolves to the copy's name on the same server. */
  copy(name: string): Promise<string>
}

export interface Fault {
  method: string
  path: RegExp
  /** An answer instead of the work; null: the work is done, and the connection is cut before the answer. */
  answer: { status: number; message: string; headers?: Record<string, string> } | null
  /** How often; default once. */
  times?: number
}

export interface NeonContract {
  /** For HEADGATE_NEON_API. */
  baseUrl: string
  key: string
  projectId: string
  branchId: string
  /** The live database, by the address of the branch's compute. */
  url: string
  branches: Branch[]
  endpoints: Endpoint[]
  /** `GET /projects/…`, in order. */
  requests: string[]
  inject(fault: Fault): void
  /** Operations of this action end so. */
  operationsEnd(action: `${OperationAction}`, status: `${OperationStatus}`): void
  stop(): Promise<void>
}

interface Going {
  operation: Operation
  /** Polls until it has ended. */
  left: number
  end: `${OperationStatus}`
  work: Promise<unknown>
}

type Answer = { status: number; body: object; headers?: Record<string, string> }

/**
 * Answers as Neon's published contract does: bearer key, projects, branches, computes, operations that are polled, 423
 * while operations are open, errors as `GeneralError`. Behind it stands a real PostgreSQL: a branch is a real copy of the live
 * database, and a compute is an address that leads there.
 */
export async function startNeonContract(options: NeonContractOptions): Promise<NeonContract> {
  const key = `napi_${randomBytes(24).toString('hex')}`
  const projectId = `quiet-shop-${randomBytes(3).toString('hex')}`
  const branchId = `br-main-${randomBytes(3).toString('hex')}`
  const liveName = new URL(options.liveUrl).pathname.slice(1)
  const branches = [branchAnswer({ id: branchId, project_id: projectId, name: 'main', default: true })]
  const databases = new Map([[branchId, Promise.resolve(liveName)]])
  const endpoints: Endpoint[] = []
  const proxies = new Map<string, EndpointProxy>()
  const going = new Map<string, Going>()
  const ends = new Map<string, `${OperationStatus}`>()
  const faults: Fault[] = []
  const requests: string[] = []

  async function addEndpoint(of: string): Promise<Endpoint> {
    const proxy = await startEndpointProxy(options.liveUrl, liveName, (await databases.get(of)) ?? '')
    const id = `ep-${randomBytes(5).toString('hex')}`
    const endpoint = endpointAnswer({ id, project_id: projectId, branch_id: of, host: proxy.host })
    endpoints.push(endpoint)
    proxies.set(id, proxy)
    return endpoint
  }

  function begin(action: `${OperationAction}`, work: Promise<unknown> = Promise.resolve()): Operation {
    const operation = operationAnswer({ id: randomUUID(), project_id: projectId }, action, 'scheduling')
    going.set(operation.id, { operation, left: 2, end: ends.get(action) ?? 'finished', work })
    return operation
  }

  async function poll(id: string): Promise<Answer> {
    const one = going.get(id)
    if (!one) return problem(404, 'operation not found')
    if (one.left-- <= 0) await one.work
    const status = one.left < 0 ? one.end : one.left === 0 ? 'running' : 'scheduling'
    const operation = operationAnswer(one.operation, one.operation.action, status)
    return { status: 200, body: { operation } satisfies OperationResponse }
  }

  /** Those that nobody polls end by themselves, a little later. */
  function locked(): boolean {
    const open = [...going.values()].filter((each) => each.left >= 0)
    for (const each of open) each.left--
    return open.length > 0
  }

  async function answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: unknown,
  ): Promise<Answer> {
    const [, project, noun, id, below] =
      /^\/projects\/([^/]+)(?:\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?)?$/.exec(path) ?? []
    if (project !== projectId) return problem(404, 'project not found')
    if (method !== 'GET' && locked()) {
      return problem(423, 'project already has running operations, scheduling of new ones is prohibited')
    }
    if (!noun) return { status: 200, body: { project: projectAnswer(projectId) } satisfies ProjectResponse }
    if (noun === 'operations' && id) return poll(id)
    if (noun === 'connection_uri') return connectionUri(query)
    if (noun === 'endpoints') {
      return method === 'POST' ? createEndpoint(body as EndpointCreateRequest) : deleteEndpoint(id ?? '')
    }
    if (noun !== 'branches') return problem(404, 'this route does not exist')
    if (!id) {
      if (method === 'POST') return createBranch(body as BranchCreateRequest)
      const search = query.get('search') ?? ''
      const found = branches.filter((branch) => branch.name.includes(search) || branch.id.includes(search))
      return { status: 200, body: { branches: found } satisfies BranchesResponse }
    }
    const branch = branches.find((each) => each.id === id)
    if (!branch) return problem(404, 'branch not found')
    if (below === 'endpoints') {
      const own = endpoints.filter((endpoint) => endpoint.branch_id === id)
      return { status: 200, body: { endpoints: own } satisfies EndpointsResponse }
    }
    if (method === 'DELETE') return deleteBranch(branch)
    return { status: 200, body: { branch } satisfies BranchResponse }
  }

  function createBranch({ branch: wanted }: BranchCreateRequest): Answer {
    if (branches.length >= 10) return problem(422, 'branches limit exceeded')
    if (branches.some(({ name }) => name === wanted?.name)) return problem(409, 'branch name already exists')
    if (wanted?.parent_lsn && !/^[0-9A-F]+\/[0-9A-F]+$/.test(wanted.parent_lsn)) {
      return problem(400, 'parent_lsn is no log position')
    }
    const made = branchAnswer({
      id: `br-${randomBytes(5).toString('hex')}`,
      project_id: projectId,
      name: wanted?.name ?? `br-${randomBytes(3).toString('hex')}`,
      default: false,
      parent_id: wanted?.parent_id ?? branchId,
      current_state: 'init',
      ...(wanted?.parent_lsn ? { parent_lsn: wanted.parent_lsn } : {}),
    })
    const copying = options.copy(made.name)
    databases.set(made.id, copying)
    branches.push(made)
    const ready = copying.then(() => {
      made.current_state = 'ready'
    })
    const operations = [begin('create_branch', ready)]
    return { status: 201, body: { branch: { ...made }, operations } satisfies BranchOperations }
  }

  async function deleteBranch(branch: Branch): Promise<Answer> {
    if (branch.default) return problem(422, 'cannot delete the default branch')
    for (const { id } of endpoints.filter((each) => each.branch_id === branch.id)) await dropEndpoint(id)
    branches.splice(branches.indexOf(branch), 1)
    const operations = [begin('delete_timeline')]
    return { status: 200, body: { branch, operations } satisfies BranchOperations }
  }

  async function createEndpoint({ endpoint: wanted }: EndpointCreateRequest): Promise<Answer> {
    const there = endpoints.some((each) => each.branch_id === wanted.branch_id)
    if (there) return problem(409, 'read-write endpoint already exists')
    const endpoint = await addEndpoint(wanted.branch_id)
    const operations = [begin('start_compute')]
    return { status: 201, body: { endpoint, operations } satisfies EndpointOperations }
  }

  async function deleteEndpoint(id: string): Promise<Answer> {
    const endpoint = endpoints.find((each) => each.id === id)
    if (!endpoint) return problem(404, 'endpoint not found')
    await dropEndpoint(id)
    const operations = [begin('suspend_compute')]
    return { status: 200, body: { endpoint, operations } satisfies EndpointOperations & OperationsResponse }
  }

  async function dropEndpoint(id: string): Promise<void> {
    const at = endpoints.findIndex((each) => each.id === id)
    if (at >= 0) endpoints.splice(at, 1)
    await proxies.get(id)?.stop()
    proxies.delete(id)
  }

  function connectionUri(query: URLSearchParams): Answer {
    const endpoint = endpoints.find((each) => each.id === query.get('endpoint_id'))
    if (!endpoint) return problem(404, 'endpoint not found')
    const uri = new URL(options.liveUrl)
    if (query.get('role_name') !== decodeURIComponent(uri.username)) return problem(404, 'role not found')
    if (query.get('database_name') !== liveName) return problem(404, 'database not found')
    uri.host = endpoint.host
    return { status: 200, body: { uri: uri.href } satisfies ConnectionURIResponse }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://neon')
    const method = request.method ?? 'GET'
    const path = pathname.replace(/^\/api\/v2/, '')
    requests.push(`${method} ${path}`)
    const text = await bodyOf(request)
    if (request.headers.authorization !== `Bearer ${key}`) {
      return send(response, problem(401, `authentication failed: ${request.headers.authorization ?? ''}`))
    }
    const fault = faults.find((each) => each.method === method && each.path.test(path))
    if (fault) {
      fault.times = (fault.times ?? 1) - 1
      if (fault.times <= 0) faults.splice(faults.indexOf(fault), 1)
      if (fault.answer)
        return send(response, problem(fault.answer.status, fault.answer.message, fault.answer.headers))
      // What was begun before has ended by then: the work itself is not what fails.
      for (const each of going.values()) each.left = -1
      await answer(method, path, searchParams, text ? JSON.parse(text) : {})
      response.destroy()
      return
    }
    send(response, await answer(method, path, searchParams, text ? JSON.parse(text) : {}))
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => send(response, problem(500, error.message)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('No port')
  const live = await addEndpoint(branchId)
  const url = new URL(options.liveUrl)
  url.host = live.host
  return {
    baseUrl: `http://127.0.0.1:${address.port}/api/v2`,
    key,
    projectId,
    branchId,
    url: url.href,
    branches,
    endpoints,
    requests,
    inject: (fault) => faults.push(fault),
    operationsEnd: (action, status) => ends.set(action, status),
    async stop() {
      for (const proxy of proxies.values()) await proxy.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function problem(status: number, message: string, headers: Record<string, string> = {}): Answer {
  const body: GeneralError = { request_id: randomUUID(), code: '', message }
  return { status, body, headers }
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
