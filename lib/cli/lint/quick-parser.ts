import { setFlagsFromString } from 'node:v8'

/**
 * The parser is WebAssembly, and V8 would compile it a second time, better, beside the work: for a process that ends in
 * a moment that costs more than it gains. Only before the parser is loaded.
 */
export function preferQuickParser(): void {
  setFlagsFromString('--liftoff-only')
}
