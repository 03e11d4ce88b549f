'use client'

import { EllipsisIcon } from 'lucide-react'
import { useState } from 'react'
import type { PersonRow } from '@/lib/domain/person-view'
import { IconButton } from '../ui/icon-button'
import { Menu, MenuItem } from '../ui/menu'
import { PasswordDialog } from './password-dialog'
import { RoleDialog } from './role-dialog'
import { SwitchDialog } from './switch-dialog'

/** What an administrator can change about somebody. */
export function PersonActs({ person }: { person: PersonRow }) {
  const [open, setOpen] = useState<'role' | 'password' | 'switch' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={`Change ${person.name}`}>
            <EllipsisIcon />
          </IconButton>
        }
      >
        <MenuItem onClick={() => setOpen('role')}>Change role…</MenuItem>
        <MenuItem onClick={() => setOpen('password')}>Set a new password…</MenuItem>
        <MenuItem danger={person.enabled} onClick={() => setOpen('switch')}>
          {person.enabled ? 'Switch off…' : 'Switch on…'}
        </MenuItem>
      </Menu>
      {open === 'role' ? <RoleDialog person={person} onClose={close} /> : null}
      {open === 'password' ? <PasswordDialog person={person} onClose={close} /> : null}
      {open === 'switch' ? <SwitchDialog person={person} onClose={close} /> : null}
    </>
  )
}
