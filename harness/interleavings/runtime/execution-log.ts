// The log of one execution, in the order in which things happened: steps with their accesses, and every read
// and write of a client with its invocation and completion, timed by its place in that order.
import type { HistoryOp } from '../../../results/vocabulary/history.js';
import type { Access, Choice, Step } from '../../../results/vocabulary/schedule.js';
import { type JournalEntry, operationsOf } from '../../actors/read-journals.js';
import type { Entry, RawAccess } from '../client-protocol.js';
import { movesTimeOnly } from '../search/preemption.js';
import { timeOfWord } from '../step-clock.js';
import type { StableInodeIds } from './stable-inode-ids.js';

interface Draft extends Step {
  accesses: Access[];
  keys: string[];
}

const CLOCK = 'clock';

export class ExecutionLog {
  readonly steps: Step[] = [];
  /** See `Execution.readKeys`. */
  readonly readKeys = new Set<string>();
  readonly #inodeIds: StableInodeIds;
  readonly #journals: JournalEntry[][];
  /** Since the last step. */
  #answers = 0;

  constructor(clients: number, inodeIds: StableInodeIds) {
    this.#inodeIds = inodeIds;
    this.#journals = Array.from({ length: clients }, () => []);
  }

  /** Everything that a client did since its last report. */
  add(client: number, entries: readonly Entry[]): void {
    let running: Draft | null = null;
    const last = this.steps.at(-1);
    if (last?.client === client && !movesTimeOnly(last.kind)) running = last as Draft;
    for (const entry of entries) {
      switch (entry.e) {
        case 'operation':
          running = this.#operation(client, entry);
          break;
        case 'clock-read':
          running ??= this.#push({
            client,
            kind: 'operation',
            label: 'read the clock',
            accesses: [],
            keys: [],
            decided: false,
          });
          readClock(running);
          break;
        case 'looked':
          this.readKeys.add(entry.key);
          break;
        case 'passed':
          break;
        default:
          this.#journals[client]?.push({ ...entry, at: timeOfWord(this.steps.length, ++this.#answers) });
      }
    }
  }

  /** A client's virtual sleep ends. `moved`: the clock has moved for all clients. */
  wake(client: number, moved: boolean): void {
    this.#decision(
      client,
      'wake',
      'wake',
      moved ? [{ resource: CLOCK, mode: 'write' }] : [],
      moved ? [CLOCK] : [],
    );
  }

  /** The wall clock jumps, or both clocks move on while this client stands still. */
  clock(client: number, kind: Extract<Choice['do'], 'clock-jump' | 'stall' | 'pause'>): void {
    this.#decision(client, kind, kind, [{ resource: CLOCK, mode: 'write' }], [CLOCK]);
  }

  /** A client crashes: everything that it had locked, or tried to, is released, and others see it dead. */
  crash(client: number): void {
    const life = `life:${client}`;
    const accesses: Access[] = [{ resource: life, mode: 'write' }];
    const keys: string[] = [life];
    const seen = new Set<string>();
    for (const step of this.steps) {
      if (step.client !== client) continue;
      for (const [index, { resource, mode }] of step.accesses.entries()) {
        const key = step.keys[index] ?? '';
        if (mode !== 'write' || !resource.startsWith('lock:') || seen.has(resource + key)) continue;
        seen.add(resource + key);
        accesses.push({ resource, mode: 'write' });
        keys.push(key);
      }
    }
    this.#decision(client, 'crash', 'crash', accesses, keys);
  }

  /** Of all clients, by invocation. */
  operations(): HistoryOp[] {
    return this.#journals
      .flatMap((entries, client) => operationsOf(client, entries))
      .sort((a, b) => a.invokeNs - b.invokeNs);
  }

  #operation(client: number, entry: Extract<Entry, { e: 'operation' }>): Draft {
    const accesses = entry.accesses.map((access) => this.#access(client, access));
    return this.#push({
      client,
      kind: 'operation',
      label: this.#inodeIds.label(client, entry.label),
      accesses,
      keys: entry.accesses.map(({ key }) => key),
      decided: entry.gated,
    });
  }

  #access(client: number, { resource, mode, made }: RawAccess): Access {
    switch (resource.type) {
      case 'name':
      case 'kind':
      case 'entries':
        return { resource: `${resource.type}:${resource.path}`, mode };
      case 'inode':
      case 'links':
      case 'lock':
        return {
          resource: `${resource.type}:${this.#inodeIds.name(client, resource.inode, made === true)}`,
          mode,
        };
      case 'life':
        return { resource: `life:${resource.client}`, mode };
      case 'clock':
        return { resource: CLOCK, mode };
    }
  }

  #decision(client: number, kind: Step['kind'], label: string, accesses: Access[], keys: string[]): void {
    this.#push({ client, kind, label, accesses, keys, decided: true });
  }

  #push(step: Draft): Draft {
    this.steps.push(step);
    this.#answers = 0;
    return step;
  }
}

function readClock(step: Draft): void {
  if (step.accesses.some(({ resource }) => resource === CLOCK)) return;
  step.accesses.push({ resource: CLOCK, mode: 'read' });
  step.keys.push(CLOCK);
}
