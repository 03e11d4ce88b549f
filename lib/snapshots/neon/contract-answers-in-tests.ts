import type {
  Branch,
  Endpoint,
  EndpointState,
  EndpointType,
  Operation,
  OperationAction,
  OperationStatus,
  Project,
} from '@neondatabase/api-client'

/** Answers as Neon's published contract shapes them: the compiler holds them against the client's own types. */
const at = () => new Date().toISOString()

export function projectAnswer(id: string): Project {
  return {
    id,
    name: 'the shop',
    platform_id: 'aws',
    region_id: 'aws-eu-central-1',
    provisioner: 'k8s-neonvm',
    pg_version: 18,
    proxy_host: 'eu-central-1.aws.neon.tech',
    store_passwords: true,
    creation_source: 'console',
    history_retention_seconds: 604_800,
    created_at: at(),
    updated_at: at(),
    owner_id: 'org-morning-bread-81040908',
    branch_logical_size_limit: 512,
    branch_logical_size_limit_bytes: 536_870_912,
    data_storage_bytes_hour: 0,
    data_transfer_bytes: 0,
    written_data_bytes: 0,
    compute_time_seconds: 0,
    active_time_seconds: 0,
    cpu_used_sec: 0,
    consumption_period_start: at(),
    consumption_period_end: at(),
  }
}

export function branchAnswer(
  known: Pick<Branch, 'id' | 'project_id' | 'name' | 'default'> & Partial<Branch>,
): Branch {
  return {
    protected: false,
    current_state: 'ready',
    state_changed_at: at(),
    creation_source: 'console',
    cpu_used_sec: 0,
    compute_time_seconds: 0,
    active_time_seconds: 0,
    written_data_bytes: 0,
    data_transfer_bytes: 0,
    created_at: at(),
    updated_at: at(),
    ...known,
  }
}

export function endpointAnswer(known: Pick<Endpoint, 'id' | 'project_id' | 'branch_id' | 'host'>): Endpoint {
  return {
    autoscaling_limit_min_cu: 0.25,
    autoscaling_limit_max_cu: 1,
    region_id: 'aws-eu-central-1',
    type: 'read_write' as EndpointType,
    current_state: 'active' as EndpointState,
    settings: {},
    pooler_enabled: false,
    pooler_mode: 'transaction' as Endpoint['pooler_mode'],
    disabled: false,
    passwordless_access: true,
    creation_source: 'console',
    created_at: at(),
    updated_at: at(),
    proxy_host: 'eu-central-1.aws.neon.tech',
    suspend_timeout_seconds: 0,
    provisioner: 'k8s-neonvm',
    ...known,
  }
}

export function operationAnswer(
  known: Pick<Operation, 'id' | 'project_id'> & Partial<Operation>,
  action: `${OperationAction}`,
  status: `${OperationStatus}`,
): Operation {
  return {
    failures_count: 0,
    created_at: at(),
    updated_at: at(),
    total_duration_ms: 0,
    ...known,
    action: action as OperationAction,
    status: status as OperationStatus,
  }
}
