export interface Start {
  mode: 'start' | 'demo' | 'dev'
  /** Folder of package.json. */
  root: string
  /** Where the pages listen; that it is free was looked at before anything was built. */
  port: number
  host: string
}
