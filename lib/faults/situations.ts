import type { Situation } from './suite'

export const situations: Situation[] = []
