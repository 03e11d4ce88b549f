import type { Trouble } from '../../domain/resolution'
import type { ResolvingPorts, Situation } from '../situation'

export async function explainMissing(_ports: ResolvingPorts, _situation: Situation): Promise<Trouble[]> {
  return []
}
