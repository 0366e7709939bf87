// Compares the enumerator with an independent enumeration of the same rules on small random traces: exactly
// the same disks, model by model and window by window.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ladder } from '../../../results/vocabulary/persistence.js';
import type { Trace } from '../../../results/vocabulary/trace.js';
import { bruteForce } from '../testing/brute-force.js';
import { imageKey } from '../testing/image-key.js';
import { WriteScript } from '../testing/script.js';
import { collectStates } from './collect-states.js';
import { imageOfState } from './disk-image.js';

const files = ['a', 'b', 'd/c'];
const anyFile = fc.constantFrom(...files);

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), path: anyFile }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      path: anyFile,
      offset: fc.constantFrom(0, 3, 500, 512),
      size: fc.constantFrom(1, 2, 9, 600),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('truncate' as const),
      path: anyFile,
      size: fc.constantFrom(0, 5, 513),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('rename' as const), path: anyFile, to: anyFile }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), path: anyFile, to: anyFile }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unlink' as const), path: anyFile }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mkdir' as const), path: fc.constantFrom('d', 'e') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('chmod' as const), path: anyFile }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('fsync' as const, 'fdatasync' as const),
      path: fc.constantFrom('.', 'd', ...files),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Steps that make no sense where they stand are left out. A mark after each gives it a window of its own. */
function traceOf(steps: readonly Step[], withDirectory: boolean): Trace {
  const script = new WriteScript(withDirectory ? { a: 'first', 'd/c': 'x'.repeat(700) } : { a: 'first' });
  steps.forEach((each, index) => {
    perform(script, each, index);
    script.mark('attempt', index + 1);
  });
  return script.trace();
}

function perform(script: WriteScript, each: Step, index: number): void {
  const parentExists = (path: string) => !path.includes('/') || script.has('d');
  const fill = String.fromCharCode(65 + index);
  switch (each.do) {
    case 'create':
      if (!script.has(each.path) && parentExists(each.path)) script.create(each.path);
      return;
    case 'mkdir':
      if (!script.has(each.path)) script.mkdir(each.path);
      return;
    case 'write':
      if (script.has(each.path)) script.write(each.path, fill.repeat(each.size), each.offset);
      return;
    case 'truncate':
      if (script.has(each.path)) script.truncate(each.path, each.size);
      return;
    case 'rename': {
      const sameInode =
        script.has(each.path) && script.has(each.to) && script.ino(each.path) === script.ino(each.to);
      if (script.has(each.path) && parentExists(each.to) && !sameInode) script.rename(each.path, each.to);
      return;
    }
    case 'link':
      if (script.has(each.path) && !script.has(each.to) && parentExists(each.to))
        script.link(each.path, each.to);
      return;
    case 'unlink':
      if (script.has(each.path)) script.unlink(each.path);
      return;
    case 'chmod':
      if (script.has(each.path)) script.chmod(each.path, 0o600);
      return;
    case 'fsync':
    case 'fdatasync':
      if (script.has(each.path)) script[each.do](each.path);
      return;
  }
}

it('finds exactly the disks that the rules permit', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.boolean(), (steps, withDirectory) => {
      const trace = traceOf(steps, withDirectory);
      const found = collectStates(trace, {
        documentPath: 'a',
        alsoRead: files.slice(1),
        statesMax: 1e9,
        statesPerPointMax: 1e6,
      });
      expect(found.coverage.map(({ type }) => type)).toEqual(ladder.map(() => 'exhaustive'));
      const windows = [...new Set(found.timeline.attempts.windowAt)];
      const permitted = new Map(windows.map((window) => [window, new Set<string>()]));
      ladder.forEach((model, rung) => {
        found.timeline.attempts.windowAt.forEach((window, point) => {
          for (const key of bruteForce(trace, model, point)) permitted.get(window)?.add(key);
        });
        for (const window of windows) {
          const reached = found.states.filter(({ sightings }) =>
            sightings.some(
              (seen) => seen.window === window && seen.first.some((first) => first.rung <= rung),
            ),
          );
          const keys = reached.map((state) => imageKey(imageOfState(found, state)));
          expect(new Set(keys).size).toBe(keys.length);
          expect(new Set(keys)).toEqual(permitted.get(window));
        }
      });
    }),
    { numRuns: 400 },
  );
});

it('would notice a rule that is off: journaled is not ordered', () => {
  const script = new WriteScript({ a: 'old' });
  script.create('b');
  script.write('b', 'new');
  script.rename('b', 'a');
  const trace = script.trace();
  const found = collectStates(trace, { documentPath: 'a', model: 'ordered' });
  const keys = new Set(found.states.map((state) => imageKey(imageOfState(found, state))));
  const unlike = [...bruteForce(trace, 'journaled', 3)].filter((key) => !keys.has(key));
  expect(unlike.length).toBeGreaterThan(0);
});

describe('a file that was synced and is cut off', () => {
  const contentsOf = (change: (script: WriteScript) => void): Set<string> => {
    const script = new WriteScript({ a: 'x'.repeat(1100) });
    change(script);
    const found = collectStates(script.trace(), { documentPath: 'a' });
    const files = found.states.flatMap((state) => imageOfState(found, state));
    const letters = (bytes: Uint8Array) => [0, 512, 1024].map((at) => String.fromCharCode(bytes[at] ?? 0x5f));
    return new Set(files.flatMap((node) => (node.type === 'file' ? [letters(node.bytes).join('')] : [])));
  };

  it('is whole where that is lost: SQLite’s journal has to be', () => {
    expect(contentsOf((script) => script.truncate('a', 0))).toEqual(new Set(['xxx', '___']));
  });

  it('may have lost the rest of the block that its new end lies in', () => {
    const found = contentsOf((script) => script.truncate('a', 512));
    expect(found).toEqual(new Set(['xxx', 'x\0x', 'xx\0', 'x\0\0', 'x__']));
  });

  it('may hold anything that it held once it is written again', () => {
    const found = contentsOf((script) => {
      script.truncate('a', 0);
      script.write('a', 'y');
    });
    expect(found).toContain('y\0x');
  });
});
