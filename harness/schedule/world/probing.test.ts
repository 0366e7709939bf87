// What a fresh client finds after a schedule is asked once where the files tell everything, and again where they don't.
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { flockAvailability } from '../../../strategies/locks/flock.js';
import { inDirectory, inTurn, onWorld, situation, writeStrategy } from './testing/on-world.js';

const CONTENDED = new Set(['name:tasks.yaml']);
/** Every client has written three times to warm up, and once in each schedule. */
const WRITES_BEFORE = 4;

/** Writes under a lock of which no file tells. `then`: with `fd` locked, `by` the writer's token, `count` its writes. */
function lockedBy(directory: string, then: string): string {
  return writeStrategy(
    directory,
    `const { createRequire } = await import('node:module');
     const { flockSync } = createRequire(${JSON.stringify(path.resolve('package.json'))})('fs-ext');
     const fd = fs.openSync(file + '.lock', 'a+');
     try { flockSync(fd, 'exnb'); } catch {
       fs.closeSync(fd);
       throw Object.assign(new Error('busy'), { code: 'LOCKED' });
     }
     const by = /c\\d+n\\d+/.exec(JSON.stringify(next))[0];
     const count = globalThis.count = (globalThis.count ?? 0) + 1;
     ${then}`,
  );
}

const flockHere = flockAvailability().available;

it.runIf(flockHere)('the same files are looked at once', () =>
  inDirectory(async (directory) => {
    const log = path.join(directory, 'log');
    const reference = lockedBy(
      directory,
      `if (by.startsWith('c90')) fs.appendFileSync(${JSON.stringify(log)}, by + '\\n');
       fs.closeSync(fd);`,
    );
    await onWorld({ scope: 'processes', reference }, async ({ world }) => {
      const program = world.program(situation({ writes: 1 }));
      const prints: string[] = [];
      const lines: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const { aftermath } = await program.execute(inTurn, { contended: CONTENDED });
        prints.push(JSON.stringify(aftermath));
        lines.push(fs.readFileSync(log, 'utf8').split('\n').length);
      }
      expect(prints[0]).toContain('"probe":null');
      expect(new Set(prints).size).toBe(1);
      expect(new Set(lines).size).toBe(1);
    });
  }),
);

it.runIf(flockHere)('a lock that is still held is met, though the files are the same', () =>
  inDirectory(async (directory) => {
    const reference = lockedBy(
      directory,
      `if (!(by.startsWith('c1n') && count > ${WRITES_BEFORE})) fs.closeSync(fd);`,
    );
    await onWorld({ scope: 'processes', reference }, async ({ world }) => {
      const program = world.program(situation({ writes: 1 }));
      const first = await program.execute(inTurn, { contended: CONTENDED });
      expect(first.aftermath?.probe).toBeNull();
      const second = await program.execute(inTurn, { contended: CONTENDED });
      expect(second.aftermath?.probe).toMatchObject({ code: 'LOCKED' });
      expect(second.aftermath?.history.final).toEqual(first.aftermath?.history.final);
    });
  }),
);
