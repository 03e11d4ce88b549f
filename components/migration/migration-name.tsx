/** A migration's name with its time stamp stepping back: names are read by their words. */
export function MigrationName({ name }: { name: string }) {
  const [, stamp, words] = /^(\d{8,14})_(.+)$/.exec(name) ?? []
  if (!stamp) return <span className="font-mono wrap-anywhere">{name}</span>
  return (
    <span className="font-mono wrap-anywhere">
      <span className="text-faint">{stamp}_</span>
      {words}
    </span>
  )
}
