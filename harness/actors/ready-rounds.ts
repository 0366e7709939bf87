// The rounds for which an actor has said that it is ready, as its host waits for them.

export class ReadyRounds {
  readonly #promises: Promise<void>[] = [];
  readonly #resolves: (() => void)[] = [];
  #said = 0;

  /** It waits for the start of the next round. */
  say(): void {
    this.#want(this.#said);
    this.#resolves[this.#said]?.();
    this.#said += 1;
  }

  /** Resolves when it is ready for this round, the first of which is 0. */
  async for(round: number): Promise<void> {
    this.#want(round);
    await this.#promises[round];
  }

  #want(round: number): void {
    while (this.#promises.length <= round) {
      const { promise, resolve } = withResolvers();
      this.#promises.push(promise);
      this.#resolves.push(resolve);
    }
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
