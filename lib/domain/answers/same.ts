/** `true` where both types accept exactly the same values: `true satisfies Same<z.infer<typeof planSchema>, Plan>`. */
export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
