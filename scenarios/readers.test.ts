// Where the clients of `readers` are, by what a strategy claims.
import { expect, it } from 'vitest';
import type { ContentionWorkload, Lab } from './lab.js';
import readers from './readers.js';

async function placed(claimsThreads: boolean): Promise<Pick<ContentionWorkload, 'threads' | 'processes'>> {
  const asked: ContentionWorkload[] = [];
  const contend: Lab['contend'] = (workload) => {
    asked.push(workload);
    return Promise.resolve([]);
  };
  await readers.run({ profile: 'quick', claimsThreads, contend } as Lab, 'single');
  const [workload] = asked;
  if (workload === undefined) throw new Error('nothing was asked for');
  return { threads: workload.threads, processes: workload.processes };
}

it('one writer shares its process with readers', async () => {
  expect(await placed(true)).toEqual({
    threads: { writers: 1, readers: 2 },
    processes: { writers: 0, readers: 2 },
  });
});

it('but not that of a strategy which claims no threads: its addon may end a process that loads it twice', async () => {
  expect(await placed(false)).toEqual({
    threads: { writers: 0, readers: 0 },
    processes: { writers: 1, readers: 4 },
  });
});
