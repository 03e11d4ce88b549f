/** Whether a button may be used now; `because` says why not, in words for the reader. */
export interface Act {
  allowed: boolean
  because: string | null
}
