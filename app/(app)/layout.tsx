import type { ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import { readShell } from '@/lib/queries/shell'
import { requireViewer } from '@/lib/queries/viewer'

export default async function AppLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer()
  const projects = await readShell()
  return (
    <AppShell viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }} projects={projects}>
      {children}
    </AppShell>
  )
}
