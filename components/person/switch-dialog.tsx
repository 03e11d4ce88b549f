'use client'

import { switchPerson } from '@/lib/actions/people'
import type { PersonRow } from '@/lib/domain/person-view'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

export function SwitchDialog({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const { start, pending, failure } = useAct(switchPerson)
  const off = person.enabled
  const save = () =>
    start({ personId: person.id, enabled: !off }, () => {
      onClose()
      notify({
        title: `${person.name} is switched ${off ? 'off' : 'on'}.`,
        description: off
          ? 'Their sessions have ended. Switching on again takes it back.'
          : 'They can sign in again.',
      })
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Switch ${person.name} ${off ? 'off' : 'on'}?`}
      description={
        off
          ? 'They are signed out at once and cannot sign in. What they opened, approved and ran stays as it is.'
          : 'They can sign in with their old password, in their old role.'
      }
      footer={
        <>
          <Button kind={off ? 'danger' : 'primary'} onClick={save} busy={pending && 'Saving…'}>
            Switch {off ? 'off' : 'on'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </Dialog>
  )
}
