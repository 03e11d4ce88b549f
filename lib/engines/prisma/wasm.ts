import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Glue from '@prisma/schema-engine-wasm/schema_engine_bg'

/** The message of the last panic; without this registry a panic hides it. */
let panicMessage: string | null = null

/**
 * Loads the schema engine without a bundler: the package's `exports` hide its `.wasm`, so it is found by file path.
 * An engine that panicked must not be used again, nor may its module: end the thread.
 */
export async function loadSchemaEngine(): Promise<typeof Glue> {
  const registry = {
    set_message: (message: string) => {
      panicMessage = message
    },
  }
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry })
  const gluePath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const glue = (await import(pathToFileURL(gluePath).href)) as typeof Glue & WebAssembly.ModuleImports
  const bytes = await readFile(join(dirname(gluePath), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  return glue
}

/** The message of a panic, or null when `error` is no panic. */
export function panicOf(error: unknown): string | null {
  if (panicMessage !== null) return panicMessage
  return error instanceof WebAssembly.RuntimeError ? error.message : null
}
