// Each library that is installed here keeps the contract of stores through its adapter, for one client.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Strategy, TaskFile } from '../strategy.js';
import { strategies } from '../strategy-registry.js';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-libraries-'));
afterAll(() => rmSync(directory, { recursive: true }));

const peers: Strategy[] = [];
for (const load of Object.values(strategies)) {
  const { default: strategy }: { default: Strategy } = await load();
  if (strategy.role === 'peer') peers.push(strategy);
}
const installed = new Set<string>();
for (const { id, availability } of peers) if ((await availability?.())?.available === true) installed.add(id);

const document: TaskFile = {
  version: 1,
  rev: 77,
  updated_at: '',
  tasks: [{ id: 'a', title: ' \n', nested: { list: [1, null, 'two'] } }],
  note: 'kept',
};

const isDatabase = ({ id }: Strategy) => ['sqlite', 'sqlite-wal', 'lmdb'].includes(id);

describe.each(peers)('$id', (strategy) => {
  it('claims one writer, unless it is a database, which can compare and swap', () => {
    const others = { level: 'replace', claims: { threads: false, processes: false } };
    expect(strategy).toMatchObject(
      isDatabase(strategy) ? { claims: { threads: true, processes: true } } : others,
    );
  });

  it.runIf(installed.has(strategy.id))('writes, reads, and finds the document again', async () => {
    const path = join(directory, `${strategy.id}.json`);
    const store = await strategy.open(path, { lockTimeoutMs: 0 });
    expect(await store.read()).toBeNull();
    await store.write(document, 0);
    const second = await store.write(document, 1);
    expect(second).toMatchObject({ ...document, rev: 2, updated_at: expect.any(String) });
    await expect(store.write(document, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    await store.close();
    const other = await strategy.open(path, { lockTimeoutMs: 0 });
    expect(await other.read()).toEqual(second);
    await other.close();
  });

  it.runIf(installed.has(strategy.id) && isDatabase(strategy))(
    'shows what another has just written',
    async () => {
      const path = join(directory, `${strategy.id}-shared`);
      const [one, other] = [
        await strategy.open(path, { lockTimeoutMs: 0 }),
        await strategy.open(path, { lockTimeoutMs: 0 }),
      ];
      for (let rev = 1; rev < 4; rev += 1) {
        await other.read();
        await one.write(document, rev - 1);
        expect(await other.read()).toMatchObject({ rev });
      }
      await one.close();
      await other.close();
    },
  );
});
