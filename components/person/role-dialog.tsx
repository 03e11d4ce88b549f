'use client'

import { useState } from 'react'
import { changeRole } from '@/lib/actions/people'
import type { PersonRow } from '@/lib/domain/person-view'
import { roleWords } from '@/lib/domain/role-words'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'
import { roleOptions } from './role-options'

export function RoleDialog({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const [role, setRole] = useState(person.role)
  const { start, pending, failure, errorOf } = useAct(changeRole)
  const save = () =>
    start({ personId: person.id, role, was: person.role }, () => {
      onClose()
      notify({
        title: `${person.name} is ${roleWords[role].label.toLowerCase()} now.`,
        description: `It counts at once. To take it back, give the role ${roleWords[person.role].label} again.`,
      })
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Role of ${person.name}`}
      footer={
        <>
          <Button
            kind="primary"
            onClick={save}
            busy={pending && 'Saving…'}
            disabledReason={role === person.role ? 'This is the role already.' : null}
            reasonAt="beside"
          >
            Change role
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className="space-y-4">
        <Field label="Role" error={errorOf('role')}>
          <Select options={roleOptions} value={role} onChange={setRole} />
        </Field>
        <p className="text-sm text-muted">{roleWords[role].note}</p>
        {failure ? <FailureNotice failure={failure} urgent /> : null}
      </div>
    </Dialog>
  )
}
