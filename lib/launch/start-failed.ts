/** A start that cannot go on, with one line that says why and what to do. */
export class StartFailed extends Error {}
