'use client'

import { LogOutIcon, MonitorIcon, MoonIcon, SunIcon } from 'lucide-react'
import { useTheme } from 'next-themes'
import type { ReactElement } from 'react'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu'
import { notify } from '../ui/toast'
import type { ShellViewer } from './app-shell'

const themes = [
  {
    value: 'system',
    label: 'As the system',
    icon: <MonitorIcon aria-hidden />,
  },
  { value: 'light', label: 'Light', icon: <SunIcon aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <MoonIcon aria-hidden /> },
]

/** Who is signed in, in which role; theme; signing out. */
export function ViewerMenu({ viewer, trigger }: { viewer: ShellViewer; trigger?: ReactElement }) {
  const { theme = 'system', setTheme } = useTheme()
  return (
    <Menu side="top" trigger={trigger ?? <ViewerButton viewer={viewer} />}>
      <MenuLabel>
        {viewer.email}, {viewer.role}
      </MenuLabel>
      <MenuSeparator />
      <MenuChoice label="Theme" value={theme} onChange={setTheme} options={themes} />
      <MenuSeparator />
      <MenuItem onClick={signOut}>
        <LogOutIcon aria-hidden />
        Sign out
      </MenuItem>
    </Menu>
  )
}

function ViewerButton({ viewer, ...rest }: { viewer: ShellViewer }) {
  return (
    <button
      type="button"
      {...rest}
      className="flex min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-paper"
    >
      <span className="min-w-0 flex-1 leading-tight">
        <span className="block truncate text-sm font-medium">{viewer.name}</span>
        <span className="block truncate text-xs text-muted">{viewer.role}</span>
      </span>
    </button>
  )
}

async function signOut() {
  const response = await fetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => null)
  // A full load, so that nothing of the one who left stays in memory.
  if (response?.ok) window.location.assign('/sign-in')
  else
    notify({
      title: 'You are still signed in.',
      description: 'The server did not answer; try again.',
      tone: 'danger',
    })
}
