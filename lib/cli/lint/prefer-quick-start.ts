import { setFlagsFromString } from 'node:v8'

/**
 * V8 compiles a second time, better, what runs often, beside the work: for a process that ends in a moment that costs
 * more than it gains. Half of the processor time of a long history went there. The parser is WebAssembly, so this comes
 * before it is loaded.
 */
export function preferQuickStart(): void {
  setFlagsFromString('--liftoff-only')
  setFlagsFromString('--sparkplug')
  setFlagsFromString('--interrupt-budget=1000000')
}
