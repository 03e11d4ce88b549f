import type { CatalogChange } from '../../../domain/catalog'
import type { HalfIndex } from '../reached'

/** Takes the unusable index out of the live schema, before what follows is carried over to it. */
export function halfGone(half: HalfIndex | null): CatalogChange[] {
  return half === null
    ? []
    : [
        { key: half.key, before: null, after: null },
        { key: `comment:${half.key}`, before: null, after: null },
      ]
}
