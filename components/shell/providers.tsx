'use client'

import { Tooltip } from '@base-ui/react/tooltip'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { type ReactNode, useState } from 'react'
import { Toasts } from '../ui/toast'

// The theme's script runs from the server's HTML, before the first paint. React warns of a script that it would
// render in the browser, where it never runs: there it is marked as data.
const scriptProps = typeof window === 'undefined' ? {} : { type: 'application/json' }

/** What the whole tree needs in the browser: theme, query cache, tooltips, toasts. `nonce`: lets the theme's script run. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: 2_000, retry: 1, refetchOnWindowFocus: true },
        },
      }),
  )
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      scriptProps={scriptProps}
      nonce={nonce}
    >
      <QueryClientProvider client={client}>
        <Tooltip.Provider delay={300}>
          <div className="isolate">{children}</div>
          <Toasts />
        </Tooltip.Provider>
      </QueryClientProvider>
    </ThemeProvider>
  )
}
