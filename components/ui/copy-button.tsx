'use client'

import { CheckIcon, CopyIcon } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './icon-button'
import { notify } from './toast'

/** Copies `text`; `label` says what: `<CopyButton text={sql} label="Copy SQL" />` */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      setTimeout(() => setCopied(false), 1_500)
    } catch {
      // Browsers refuse the clipboard on plain http addresses other than localhost.
      notify({
        title: 'The browser did not allow copying.',
        description: 'Select the text and copy it by hand.',
        tone: 'danger',
      })
    }
  }
  return (
    <IconButton label={copied ? 'Copied' : label} onClick={copy}>
      {copied ? <CheckIcon className="text-accent" /> : <CopyIcon />}
    </IconButton>
  )
}
