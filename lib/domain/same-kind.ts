/**
 * `instanceof` for a class of errors that are thrown in one place and caught in another. Next keeps a module in several
 * copies, and an error that one of them throws is no instance for another: such a class is told by its name, which does
 * not change when the code is made smaller. Its subclasses are told as usual.
 */
export function isOfKind(error: unknown, asked: unknown, kind: { name: string; is: unknown }): boolean {
  if (asked === kind.is) return error instanceof Error && error.name === kind.name
  return Function.prototype[Symbol.hasInstance].call(asked, error)
}
