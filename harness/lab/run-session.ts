// Runs a scenario's script of steps with one client of the strategy, and with direct changes to the files,
// and records the answer of every call.
import fs from 'node:fs';
import path from 'node:path';
import type { CallOutcome, SessionFact, SessionStep } from '../../results/facts/session-fact.js';
import type { RecordedClient, RecordedStore, SessionOptions } from '../../scenarios/lab.js';
import type { Store } from '../../strategies/strategy.js';
import type { CaseContext, SessionAttempt } from '../actors/case-context.js';
import { hrtimeNs } from '../actors/clock.js';
import { describeThrown } from '../actors/thrown.js';
import { leftoversBeside, makeDocument, namesBelow, observe } from '../document.js';
import { runProgram } from './own-program.js';
import { recordable } from './recordable.js';
import { resources } from './resources.js';

const LOCK_TIMEOUT_MS = 5000;
const DOCUMENT_BYTES = 512;

export async function runSession(
  context: CaseContext,
  script: (desk: RecordedClient) => Promise<void>,
  record: (fact: SessionFact) => void,
): Promise<void> {
  const steps: SessionStep[] = [];
  try {
    await script(new RecordingDesk(context, steps));
  } finally {
    // Also when the strategy hung half-way: what it did until then is evidence.
    record({ kind: 'session', steps });
  }
}

class RecordingDesk implements RecordedClient {
  readonly path: string;
  readonly #context: CaseContext;
  readonly #steps: SessionStep[];
  #documents = 0;

  constructor(context: CaseContext, steps: SessionStep[]) {
    this.#context = context;
    this.#steps = steps;
    this.path = path.join(context.freshDirectory('session'), 'tasks.yaml');
  }

  async open(options: SessionOptions = {}): Promise<RecordedStore> {
    const lockTimeoutMs = options.lockTimeoutMs ?? LOCK_TIMEOUT_MS;
    const documentPath = options.path ?? this.path;
    const reopen = () => this.#context.attempt(() => this.#context.open(documentPath, { lockTimeoutMs }));
    const inFact = options.record === 'mark' ? observe : recordable;
    return new RecordingStore(this.#context, await reopen(), reopen, this.#steps, lockTimeoutMs, inFact);
  }

  document(documentBytes = DOCUMENT_BYTES): ReturnType<RecordedClient['document']> {
    return makeDocument(`s${this.#documents++}`, documentBytes);
  }

  observe(label: string, observed: unknown): void {
    this.#steps.push({ action: 'observe', label, observed });
  }

  resources(): ReturnType<RecordedClient['resources']> {
    return resources();
  }

  program(): ReturnType<RecordedClient['program']> {
    return runProgram(this.#context);
  }

  countBeside(): number {
    return namesBelow(path.dirname(this.path), path.basename(this.path)).length;
  }

  leftovers(): string[] {
    return fs.existsSync(path.dirname(this.path)) ? leftoversBeside(this.path) : [];
  }
}

/**
 * A strategy may refuse a file when it is opened, as one that loads it there does. That answers each call, and
 * the next call opens again, as an application would.
 */
class RecordingStore implements RecordedStore {
  readonly #context: CaseContext;
  #opened: SessionAttempt<Store>;
  readonly #reopen: () => Promise<SessionAttempt<Store>>;
  readonly #steps: SessionStep[];
  readonly #lockTimeoutMs: number;
  /** What a fact holds of a document. */
  readonly #inFact: (document: unknown) => unknown;

  constructor(
    context: CaseContext,
    opened: SessionAttempt<Store>,
    reopen: () => Promise<SessionAttempt<Store>>,
    steps: SessionStep[],
    lockTimeoutMs: number,
    inFact: (document: unknown) => unknown,
  ) {
    this.#context = context;
    this.#opened = opened;
    this.#reopen = reopen;
    this.#steps = steps;
    this.#lockTimeoutMs = lockTimeoutMs;
    this.#inFact = inFact;
  }

  read(label: string): ReturnType<RecordedStore['read']> {
    return this.#call('read', label, null, (store) => store.read());
  }

  write(
    ...[label, next, expectedRev]: Parameters<RecordedStore['write']>
  ): ReturnType<RecordedStore['write']> {
    // A copy: the strategy may go on changing what it was given or has returned.
    const input = { next: this.#inFact(next), expectedRev };
    return this.#call('write', label, input, (store) => store.write(next, expectedRev));
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    if (opened.ok) await this.#context.inside('close', () => opened.value.close());
  }

  async #call<T>(
    action: 'read' | 'write',
    label: string,
    input: unknown,
    body: (store: Store) => Promise<T>,
  ): Promise<SessionAttempt<T>> {
    const before = hrtimeNs();
    if (!this.#opened.ok) this.#opened = await this.#reopen();
    const opened = this.#opened;
    const attempt = opened.ok
      ? await this.#context.attempt(() =>
          this.#context.inside(action, () => body(opened.value), this.#lockTimeoutMs),
        )
      : opened;
    const durationNs = Number(hrtimeNs() - before);
    const outcome = outcomeOf(attempt, this.#inFact);
    this.#steps.push({ action, label, input, outcome, durationNs });
    return attempt.ok && outcome.type === 'error' ? { ok: false, ...outcome } : attempt;
  }
}

function outcomeOf(attempt: SessionAttempt<unknown>, inFact: (document: unknown) => unknown): CallOutcome {
  if (!attempt.ok) return { type: 'error', code: attempt.code, message: attempt.message };
  try {
    return { type: 'ok', value: attempt.value === null ? null : inFact(attempt.value) };
  } catch (error) {
    const { message } = describeThrown(error);
    return {
      type: 'error',
      code: null,
      message: `answered with something that is no plain data: ${message}`,
    };
  }
}
