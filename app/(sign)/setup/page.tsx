import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SetupForm } from '@/components/person/setup-form'
import { isSetupOpen } from '@/lib/queries/setup'

export const metadata: Metadata = { title: 'Set up' }

export default async function SetupPage() {
  if (!(await isSetupOpen())) redirect('/sign-in')
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Create the first administrator</h1>
      <p className="max-w-prose pt-1 pb-5 text-sm text-muted">
        The terminal in which Headgate runs printed a code. It works once, and shows that you may set this
        installation up.
      </p>
      <SetupForm />
    </>
  )
}
