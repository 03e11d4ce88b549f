'use client'

import { Fragment } from 'react'
import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'

const groups: { title: string; keys: [string[], string][] }[] = [
  {
    title: 'Go',
    keys: [
      [['⌘', 'K'], 'find or go to'],
      [['g', 'o'], 'overview'],
      [['g', 'i'], 'inbox'],
      [['g', 'd'], 'deploy requests'],
      [['g', 't'], 'timeline'],
      [['g', 's'], 'snapshots'],
      [['g', 'a'], 'audit'],
    ],
  },
  {
    title: 'On a page',
    keys: [
      [['/'], 'filter'],
      [['j'], 'next row'],
      [['k'], 'previous row'],
      [['Enter'], 'open the row'],
      [['n'], 'next statement'],
      [['p'], 'previous statement'],
      [['c'], 'comment'],
      [['v'], 'diff: unified or side by side'],
      [['?'], 'this list'],
    ],
  },
]

/** Every key there is. Nothing destructive has one. */
export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      title="Keys"
      description="Nothing destructive has a key of its own."
    >
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {groups.map((group) => (
          <div key={group.title}>
            <h3 className="mb-1.5 text-xs text-muted">{group.title}</h3>
            <dl className="grid grid-cols-[4.5rem_1fr] items-center gap-y-1.5 text-sm">
              {group.keys.map(([keys, words]) => (
                <Fragment key={words}>
                  <dt className="flex gap-1">
                    {keys.map((one) => (
                      <Kbd key={one}>{one}</Kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </Fragment>
              ))}
            </dl>
          </div>
        ))}
      </div>
    </Dialog>
  )
}
