// Child process of the tests: a client whose scheduler is a list. The scheduler lets the client go on at
// every stop, moves virtual time to every waking, and at the n-th report of a round takes or drops a lock as
// another process would, or ends the client, as its task says. All reports are written to a file, and the
// process ends.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { MessagePort, workerData } from 'node:worker_threads';
import { useLocks } from '../../../../strategies/locks/broker.js';
import { loadStrategy } from '../../../actors/strategy-reference.js';
import { installTap } from '../../../tap/patch/install.js';
import type { ClientChannel, Command, Report, Script, Times } from '../../client-protocol.js';
import { prepareClient, runClient } from '../client.js';

/** The action of another process after the client's n-th report of a round. */
export type Hand =
  | { at: number; do: 'lock'; mechanism: 'flock' | 'ofd'; path: string }
  | { at: number; do: 'unlock' }
  | { at: number; do: 'mkdir' | 'rmdir' | 'touch'; path: string }
  | { at: number; do: 'die' }
  | { at: number; do: 'pass-time'; ms: number };

export interface Round {
  script: Script;
  hands: Hand[];
}

export interface DriveTask {
  strategy: string;
  rounds: Round[];
  resultPath: string;
}

/** Where virtual time begins. */
export const START: Times = { wallMs: Date.UTC(2030, 0, 1), nowMs: 1000 };

const require = createRequire(import.meta.url);

class ListedLine implements ClientChannel {
  readonly #task: DriveTask;
  readonly #transcripts: Report[][] = [];
  #round = -1;
  #times = START;
  #lockFd: number | null = null;

  constructor(task: DriveTask) {
    this.#task = task;
  }

  exchange(report: Report): Command {
    const { position } = report;
    this.#transcripts.at(-1)?.push(report);
    if (position.at === 'ready') return this.#begin();
    const passedMs = Math.max(0, report.nowMs - this.#times.nowMs);
    this.#pass(passedMs);
    const ends = this.#lendHands();
    if (ends) return { do: 'die' };
    if (position.at === 'gate') return { do: 'go', times: this.#times, past: 0 };
    if (position.at === 'sleep') {
      this.#pass(Math.max(0, position.wakeMs - this.#times.nowMs));
      return { do: 'go', times: this.#times, past: 0 };
    }
    return this.#begin();
  }

  #pass(ms: number): void {
    this.#times = { wallMs: this.#times.wallMs + ms, nowMs: this.#times.nowMs + ms };
  }

  #begin(): Command {
    this.#round += 1;
    const round = this.#task.rounds[this.#round];
    if (round === undefined) {
      fs.writeFileSync(this.#task.resultPath, JSON.stringify(this.#transcripts));
      process.exit(0);
    }
    this.#transcripts.push([]);
    this.#times = START;
    return { do: 'begin', script: round.script, times: this.#times };
  }

  #lendHands(): boolean {
    const at = this.#transcripts.at(-1)?.length ?? 0;
    const hands = this.#task.rounds[this.#round]?.hands.filter((hand) => hand.at === at) ?? [];
    for (const hand of hands) {
      switch (hand.do) {
        case 'die':
          return true;
        case 'pass-time':
          this.#pass(hand.ms);
          break;
        case 'lock':
          this.#lockFd = fs.openSync(hand.path, 'a+');
          lockNatively(hand.mechanism, this.#lockFd);
          break;
        case 'unlock':
          if (this.#lockFd !== null) fs.closeSync(this.#lockFd);
          break;
        case 'mkdir':
          fs.mkdirSync(hand.path);
          break;
        case 'rmdir':
          fs.rmdirSync(hand.path);
          break;
        case 'touch':
          fs.utimesSync(hand.path, this.#times.wallMs / 1000, this.#times.wallMs / 1000);
          break;
      }
    }
    return false;
  }
}

function lockNatively(mechanism: 'flock' | 'ofd', fd: number): void {
  if (mechanism === 'flock') {
    (require('fs-ext') as { flockSync(fd: number, how: string): void }).flockSync(fd, 'exnb');
  } else if (!(require('fs-native-extensions') as { tryLock(fd: number): boolean }).tryLock(fd)) {
    throw new Error('another client holds it');
  }
}

// As a worker thread it has a broker for its locks.
if (workerData instanceof MessagePort) useLocks(workerData);
const task = JSON.parse(process.argv[2] ?? '') as DriveTask;
const tap = await installTap();
prepareClient(tap);
const strategy = await loadStrategy(task.strategy);
await runClient(new ListedLine(task), strategy, tap);
