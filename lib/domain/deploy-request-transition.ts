export const deployRequestStates = [
  'open',
  'deploying',
  'deployed',
  'rolling_back',
  'rolled_back',
  'failed',
  'closed',
] as const
export type DeployRequestState = (typeof deployRequestStates)[number]

/** Every legal move of a deploy request, and what makes it. */
const moves: Record<DeployRequestState, Partial<Record<DeployRequestState, string>>> = {
  open: { deploying: 'a deploy was asked for', closed: 'somebody closed it' },
  deploying: {
    deployed: 'the run succeeded',
    open: 'the run failed and nothing was applied',
    failed: 'the run failed after a part was applied, or its outcome is not known',
  },
  deployed: { rolling_back: 'a rollback was asked for' },
  failed: {
    deploying: 'the deploy that stopped is resumed',
    rolling_back: 'a rollback was asked for',
    closed: 'somebody closed it',
    open: 'a new plan was made',
  },
  rolling_back: {
    rolled_back: 'the rollback succeeded',
    deployed: 'the rollback failed and the deploy stands',
    failed: 'the outcome of the rollback is not known',
  },
  rolled_back: { open: 'it is to be deployed again', closed: 'somebody closed it' },
  closed: {},
}

/** What makes the move from one state to the other; null when it is not legal. */
export function deployRequestMove(from: DeployRequestState, to: DeployRequestState): string | null {
  return moves[from][to] ?? null
}

const words: Record<DeployRequestState, string> = {
  open: 'is open',
  deploying: 'is being deployed',
  deployed: 'is deployed',
  rolling_back: 'is being rolled back',
  rolled_back: 'was rolled back',
  failed: 'failed',
  closed: 'is closed',
}

/** "The deploy request failed." */
export function deployRequestSentence(state: DeployRequestState, subject = 'The deploy request'): string {
  return `${subject} ${words[state]}.`
}

/** Those of deploy requests that still want something of somebody. */
export const unsettledDeployRequestStates: DeployRequestState[] = [
  'open',
  'deploying',
  'rolling_back',
  'failed',
]
