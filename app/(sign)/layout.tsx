import type { ReactNode } from 'react'
import { BrandMark } from '@/components/shell/brand-mark'

export default function SignLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto grid min-h-dvh max-w-md content-start px-5 pt-[14vh] pb-10">
      <p className="flex items-center gap-2.5 pb-8 text-lg font-semibold tracking-tight">
        <BrandMark size={28} />
        Headgate
      </p>
      <main id="content">{children}</main>
    </div>
  )
}
