import type { Metadata } from 'next'
import { NewPersonForm } from '@/components/person/new-person-form'
import { OwnPasswordForm } from '@/components/person/own-password-form'
import { PeopleTable } from '@/components/person/people-table'
import { SettingsTabs } from '@/components/person/settings-tabs'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { readPeople } from '@/lib/queries/people'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage() {
  const { people, manage, viewerId } = await readPeople(await requireViewer())
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs current="people" />
      <div className="pb-8">
        <PeopleTable people={people} manage={manage} viewerId={viewerId} />
        {manage.allowed ? null : <p className="pt-3 text-xs text-muted">{manage.because}</p>}
      </div>
      {manage.allowed ? (
        <Section id="add" title="Add a person">
          <NewPersonForm manage={manage} />
        </Section>
      ) : null}
      <Section id="password" title="Your password">
        <OwnPasswordForm />
      </Section>
    </>
  )
}
