// The reason for which a broken strategy of the corpus has to fall, declared beside it.

/** Names of checks, `scenario/check`: one of them at least must fail. */
export type FallsBy = readonly [string, ...string[]];
