import type { KeepsTotals } from '@/lib/domain/keeps-view'
import { sizeWords } from '@/lib/domain/size-words'

/** `12 MB on its server, 194 MB in Headgate’s folder`; what could not be asked is said and is no zero. */
export function totalsInWords({ onTheServer, inHeadgate, unsized, things }: KeepsTotals): string {
  if (things === 0 && onTheServer !== null) return 'nothing'
  const server =
    onTheServer === null ? 'an unknown amount on its server' : `${sizeWords(onTheServer)} on its server`
  const words = `${server}, ${sizeWords(inHeadgate)} in Headgate’s own folder`
  return unsized > 0 ? `${words}, and ${unsized} of unknown size` : words
}
