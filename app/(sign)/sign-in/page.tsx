import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInForm } from '@/components/person/sign-in-form'
import { isSetupOpen } from '@/lib/queries/setup'
import { findViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage() {
  if (await findViewer()) redirect('/')
  if (await isSetupOpen()) redirect('/setup')
  return (
    <>
      <h1 className="pb-5 text-xl font-semibold tracking-tight">Sign in</h1>
      <SignInForm />
    </>
  )
}
