/** What every measurement works with. */
export interface Bench {
  /** Superuser of a server of its own, which is thrown away. */
  adminUrl: string
  /** How often what is measured is repeated. */
  rounds: number
  /** Larger sizes, which take minutes. */
  full: boolean
  /** What the numbers depend on, for the report: how many migrations, statements… */
  size(what: string, count: number): void
}

/** One number beside what it is held against, in the same rounds. */
export interface Measured {
  name: string
  unit: 'ms' | 'MB' | 'round trips'
  /** A round each. */
  values: number[]
  /** What it is held against, measured in the same rounds. */
  baseline: string
  baselineValues: number[]
  /** The ratio that it should stay below. */
  target?: number
}

/** A file of its own each; `measurements.ts` lists them. */
export interface Measurement {
  /** For `--only`. */
  name: string
  measure(bench: Bench): Promise<Measured[]>
}

/** Milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}
