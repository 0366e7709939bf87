// An exploration inside its host process: schedules real clients and blocks while it waits for one of them.
// Strategy code runs in the clients only.
import fs from 'node:fs';
import path from 'node:path';
import { describeThrown } from '../actors/thrown.js';
import { explore } from '../interleavings/explore-interleavings.js';
import type { RegisterProcess } from '../processes/process-registry.js';
import { type ExploreTask, FACTS_FILE } from './host-orders.js';
import type { HostReport } from './host-reports.js';

export class HostedExploration {
  readonly #task: ExploreTask;
  readonly #report: (report: HostReport) => void;
  #directories = 0;

  constructor(task: ExploreTask, report: (report: HostReport) => void) {
    this.#task = task;
    this.#report = report;
  }

  async run(registerProcess: RegisterProcess, stop: AbortSignal): Promise<void> {
    const { strategy: reference, plans, scope, seed, directory } = this.#task;
    const context = {
      reference,
      registerProcess,
      freshDirectory: (name: string): string => {
        const fresh = path.join(directory, `${name}-${this.#directories++}`);
        fs.mkdirSync(fresh, { recursive: true });
        return fresh;
      },
    };
    try {
      const fact = await explore(context, plans, {
        scope,
        seed,
        signal: stop,
        progress: (plan, schedules, bound) =>
          this.#report({ say: 'progress', progress: { plan, schedules, bound } }),
      });
      fs.writeFileSync(path.join(directory, FACTS_FILE), `${JSON.stringify(fact)}\n`);
      this.#report({ say: 'done' });
    } catch (error) {
      this.uncaught(error);
    }
  }

  uncaught(error: unknown): void {
    const { code, message } = describeThrown(error);
    this.#report({ say: 'faulted', reason: message, code });
  }
}
