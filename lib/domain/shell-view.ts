import type { EnvironmentKind } from './policy'

/** What the frame around every page knows: where one can go. */
export interface ShellProject {
  slug: string
  name: string
  environments: { slug: string; name: string; kind: EnvironmentKind }[]
}

/** What the palette can find within a project. */
export interface PaletteEntry {
  kind: 'deploy request' | 'migration' | 'run' | 'rule'
  label: string
  note: string
  href: string
}
