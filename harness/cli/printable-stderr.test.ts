// What strategies and file names may try with the terminal, or with a CI runner that reads our stderr.
import { expect, test } from 'vitest';
import { CliBench } from './testing/cli-bench.js';

const hostile = 'boom\u001b[2J\r\n::error::owned\n::stop-commands::tok\n##[error]owned';

async function errOf(
  argv: string[],
  script: ConstructorParameters<typeof CliBench>[0] = {},
): Promise<string> {
  const bench = new CliBench(script);
  try {
    return (await bench.run(...argv)).err;
  } finally {
    bench.remove();
  }
}

test.each([
  ['an id', ['explain', hostile]],
  ['a path', ['report', hostile]],
  ['an option', [`--${hostile}`]],
  ['a command', [hostile]],
  ['a strategy', ['run', '--strategy', hostile]],
])('%s: told, and inert', async (_what, argv) => {
  const err = await errOf(argv);
  expect(err).toContain('owned');
  expect(inertnessOf(err)).toEqual({ escapes: [], commands: [] });
});

test('what the harness itself failed with', async () => {
  const err = await errOf(['run'], {
    executeRun: async () => {
      throw new Error(hostile);
    },
  });
  expect(err).toContain('owned');
  expect(inertnessOf(err)).toEqual({ escapes: [], commands: [] });
});

test('the live line of a terminal is still removed and drawn again', async () => {
  const err = await errOf(['run'], { tty: { columns: 80 } });
  expect(err).toContain('\r\u001b[K');
  expect(inertnessOf(err.replaceAll('\r\u001b[K', ''))).toEqual({ escapes: [], commands: [] });
});

function inertnessOf(err: string): { escapes: string[]; commands: string[] } {
  return {
    escapes: [...err].filter((one) => one !== '\n' && /\p{Cc}/u.test(one)),
    commands: err.split('\n').filter((line) => line.trimStart().startsWith('::') || line.includes('##[')),
  };
}
