import type { Command } from '../command'
import { preferQuickStart } from '../lint/prefer-quick-start'

/** Every command, in the order of the help. Each is loaded when it is named. */
export const commands: { name: string; load: () => Promise<Command> }[] = [
  { name: 'status', load: async () => (await import('./status')).status },
  { name: 'plan', load: async () => (await import('./plan')).plan },
  { name: 'deploy', load: async () => (await import('./deploy')).deploy },
  { name: 'rollback', load: async () => (await import('./rollback')).rollback },
  { name: 'snapshot', load: async () => (await import('./snapshot')).snapshot },
  { name: 'keeps', load: async () => (await import('./keeps')).keeps },
  { name: 'resolve', load: async () => (await import('./resolve')).resolve },
  { name: 'baseline', load: async () => (await import('./baseline')).baseline },
  { name: 'create', load: async () => (await import('./create')).create },
  { name: 'drift', load: async () => (await import('./drift')).drift },
  {
    name: 'lint',
    async load() {
      preferQuickStart()
      return (await import('./lint')).lint
    },
  },
  { name: 'safe', load: async () => (await import('./safe')).safe },
  { name: 'rules', load: async () => (await import('./rules')).rules },
]
