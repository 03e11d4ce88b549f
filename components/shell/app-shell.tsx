'use client'

import { type ReactNode, useState } from 'react'
import type { Role } from '@/lib/domain/permission'
import type { ShellProject } from '@/lib/domain/shell-view'
import { BottomBar } from './bottom-bar'
import { useCurrentProject } from './current-project'
import { KeyHelp } from './key-help'
import { Keys } from './keys'
import { Palette } from './palette'
import { SideNavigation } from './side-navigation'
import { TopBar } from './top-bar'

export interface ShellViewer {
  name: string
  email: string
  role: Role
}

export interface AppShellProps {
  viewer: ShellViewer
  projects: ShellProject[]
  children: ReactNode
}

/** The frame around every page: places on the left (below on a phone), the page on the right, keys everywhere. */
export function AppShell({ viewer, projects, children }: AppShellProps) {
  const project = useCurrentProject(projects)
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const close = () => setOpen(null)
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[13.5rem_minmax(0,1fr)] 2xl:grid-cols-[15rem_minmax(0,1fr)]">
      <SideNavigation
        viewer={viewer}
        projects={projects}
        project={project}
        onSearch={() => setOpen('palette')}
        onHelp={() => setOpen('help')}
      />
      <TopBar projects={projects} project={project} onSearch={() => setOpen('palette')} />
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 px-4 pt-5 pb-24 outline-none md:px-8 md:pt-7 md:pb-16 2xl:px-12"
      >
        <div className="max-w-[116rem]">{children}</div>
      </main>
      <BottomBar viewer={viewer} project={project} />
      <Keys project={project} onPalette={() => setOpen('palette')} onHelp={() => setOpen('help')} />
      <Palette
        open={open === 'palette'}
        onOpenChange={(next) => setOpen(next ? 'palette' : null)}
        projects={projects}
        project={project}
        onHelp={() => setOpen('help')}
      />
      <KeyHelp open={open === 'help'} onClose={close} />
    </div>
  )
}
