// The final state is probed once where the files show everything, and again where they don't.
import path from 'node:path';
import { expect, it } from 'vitest';
import { flockAvailability } from '../../../strategies/locks/flock-lock.js';
import {
  alternately,
  inDirectory,
  inTurn,
  onRuntime,
  setupWith,
  writeStrategy,
} from './testing/on-runtime.js';

const CONTENDED = new Set(['name:tasks.yaml']);
/** Every client has written three times to warm up, and once in each schedule. */
const WRITES_BEFORE = 4;

/**
 * Writes under a lock of which no file tells. `then`: with `fd` locked, `by` the writer's token, `count` its
 * writes.
 */
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
    // Whoever looks on has also made the document; its second look after a schedule would be refused.
    const reference = lockedBy(
      directory,
      `fs.closeSync(fd);
       if (by.startsWith('c90') && count > ${WRITES_BEFORE + 1}) throw Object.assign(new Error('again'), { code: 'LOCKED' });`,
    );
    await onRuntime({ scope: 'processes', reference }, async ({ runtime }) => {
      const program = runtime.program(setupWith({ writes: 1 }));
      for (let round = 0; round < 3; round += 1) {
        const { finalState } = await program.execute(inTurn, { contended: CONTENDED });
        expect(finalState?.probe).toBeNull();
      }
      const other = await program.execute(alternately, { contended: CONTENDED });
      expect(other.finalState?.probe).toMatchObject({ code: 'LOCKED' });
    });
  }),
);

/** The second of two schedules leaves a lock behind, and only the probe shows it. */
function expectLeftLocked(reference: string): Promise<void> {
  return onRuntime({ scope: 'processes', reference }, async ({ runtime }) => {
    const program = runtime.program(setupWith({ writes: 1 }));
    const first = await program.execute(inTurn, { contended: CONTENDED });
    expect(first.finalState?.probe).toBeNull();
    const second = await program.execute(inTurn, { contended: CONTENDED });
    expect(second.finalState?.probe).toMatchObject({ code: 'LOCKED' });
    expect(second.finalState?.history.final).toEqual(first.finalState?.history.final);
  });
}

it.runIf(flockHere)('a lock that is still held is found, though the files are the same', () =>
  inDirectory(async (directory) => {
    const reference = lockedBy(
      directory,
      `if (!(by.startsWith('c1n') && count > ${WRITES_BEFORE})) fs.closeSync(fd);`,
    );
    await expectLeftLocked(reference);
  }),
);

it('nor is what was left outside of the directory taken for known', () =>
  inDirectory(async (directory) => {
    // The lock is a directory elsewhere, which the last of the second schedule's writes leaves behind.
    const reference = writeStrategy(
      directory,
      `const lock = ${JSON.stringify(directory)} + '/lock-' + file.replaceAll('/', '-');
       try { fs.mkdirSync(lock); } catch { throw Object.assign(new Error('busy'), { code: 'LOCKED' }); }
       const by = /c\\d+n\\d+/.exec(JSON.stringify(next))[0];
       const count = globalThis.count = (globalThis.count ?? 0) + 1;
       if (!(by.startsWith('c1n') && count > ${WRITES_BEFORE})) fs.rmdirSync(lock);`,
    );
    await expectLeftLocked(reference);
  }));
