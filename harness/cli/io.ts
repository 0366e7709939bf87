// Everything the command line touches of its process, as one value, so that the whole program can be driven
// in-process: streams, environment, clock, chance and signals.

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Of the terminal; undefined when it is none. */
  readonly columns: number | undefined;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Everything on stdin as text. Rejects with BoundedFileError when it is more than `bytesMax`. */
  readStdin(bytesMax: number): Promise<string>;
  /** Asks a person and resolves with a line, empty at the end of the input. null: nobody is there to be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** `process.platform`-arch. */
  readonly platform: string;
  /** The wall clock, for names and for people. */
  now(): Date;
  /** Milliseconds of a clock that only goes forward. */
  elapsedMs(): number;
  /** Lower-case hexadecimal digits. */
  randomHex(digits: number): string;
  /** Calls back on SIGINT, SIGTERM and SIGHUP until the returned function is called. */
  onSignal(handler: (signal: string) => void): () => void;
  /** Calls back about every `ms` until the returned function is called; keeps no process alive. */
  every(ms: number, tick: () => void): () => void;
  /** Ends the process at once; synchronous cleanup that is registered with the process still runs. */
  exitNow(code: number): void;
}
