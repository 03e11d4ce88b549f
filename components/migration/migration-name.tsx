import { Fragment } from 'react'

/** A migration's name with its time stamp stepping back: names are read by their words, and break between them. */
export function MigrationName({ name }: { name: string }) {
  const [, stamp, words] = /^(\d{8,14}_)(.+)$/.exec(name) ?? []
  return (
    <span className="font-mono wrap-anywhere">
      {stamp ? <span className="text-faint">{stamp}</span> : null}
      <wbr />
      {(words ?? name).split(/(?<=_)/).map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name's words are fixed
        <Fragment key={index}>
          {word}
          <wbr />
        </Fragment>
      ))}
    </span>
  )
}
