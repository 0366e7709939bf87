// Puts one client through the whole document contract: absent, first write, values that YAML likes to
// change, unknown fields, file mode, a symlinked path, absent directories; and files that must never be
// overwritten. A single writer, so it speaks for both scopes; it says nothing about races or crashes.
import fs from 'node:fs';
import path from 'node:path';
import type { Fact } from '../results/facts/facts.js';
import type { TaskFile } from '../strategies/strategy.js';
import { completes } from './checks/completes.js';
import { dataIntact } from './checks/data-intact.js';
import { foreignSurvives } from './checks/foreign-survives.js';
import { leavesNothing } from './checks/leaves-nothing.js';
import { refusesBroken } from './checks/refuses-broken.js';
import type { Lab, RecordedClient } from './lab.js';
import type { Scenario } from './scenario.js';

/** Strings that a careless YAML writer or reader turns into something else. */
const treacherous = [
  'yes',
  'no',
  'null',
  '~',
  '',
  ' leading',
  'trailing ',
  '0x10',
  '1e3',
  '1_000',
  '012',
  '2025-10-08',
  '12:30:45',
  'a: b',
  '# not a comment',
  '- [ ] box',
  '&anchor',
  '*alias',
  '!tag',
  '%directive',
  '"quoted"',
  "it's",
  'line\nbreak',
  ' \n',
  'tab\tstop',
  '\u2028',
  'emoji 🧷',
  'é',
  '\\n',
  '{}',
  '[]',
  '|',
  '>',
  '---',
  '...',
  'x'.repeat(300),
];

/** Files that a strategy must refuse to overwrite: it can't know what it would destroy. */
const unreadable: Record<string, string> = {
  'not YAML': 'version: 1\nrev: 3\ntasks: [unclosed\n  - "x',
  'newer version': 'version: 99\nrev: 3\nupdated_at: "2025-10-08T10:30:00Z"\ntasks: []\n',
  'another shape': '- just\n- a\n- list\n',
  'rev beyond a safe integer':
    'version: 1\nrev: 9007199254740993\nupdated_at: "2025-10-08T10:30:00Z"\ntasks: []\n',
};

const roundTrip: Scenario = {
  id: 'round-trip',
  title: 'Round trip: what is written is what is read',
  explanation:
    'One client writes and reads back documents with treacherous values and unknown fields, through a file with ' +
    'mode 0600, a symlink and absent directories, and meets files that are broken, newer or of another shape, ' +
    'which it must refuse and leave untouched. M0.3 "Basic Atomic Write". Says nothing about races or crashes.',
  scopes: ['both'],
  lane: 'contention',
  durationMs: { quick: 300, standard: 300, soak: 300 },
  needs: ['session'],
  canaries: [{ strategy: 'drop-unknown', by: ['foreign-survives'] }],
  checks: [dataIntact, foreignSurvives, refusesBroken, leavesNothing, completes],
  run: async (lab: Lab): Promise<Fact[]> => [
    await lab.session(plainDocuments),
    await lab.session(modeAndSymlink),
    await lab.session(absentDirectories),
    ...(await Promise.all(
      Object.entries(unreadable).map(([what, text]) =>
        lab.session((desk) => unreadableFile(desk, what, text)),
      ),
    )),
  ],
};
export default roundTrip;

async function plainDocuments(desk: RecordedClient): Promise<void> {
  const store = await desk.open();
  await store.read('absent');
  await store.write('first write', desk.document(), 0);
  await store.read('first read');
  const rich: TaskFile = {
    ...desk.document(),
    rev: 4711,
    updated_at: '1999-12-31T23:59:59.999Z',
    tasks: treacherous.map((title, index) => ({
      id: `t${index}`,
      title,
      nested: { list: [1, -0.5, true, null, title] },
    })),
    x_team: { owner: 'ops', limits: [1, 2, 3] },
    x_flag: false,
  };
  await store.write('rich write', rich, 1);
  const read = await store.read('rich read');
  if (read.ok && read.value !== null) await store.write('write back what was read', read.value, 2);
  await store.read('read after write back');
  await store.close();
  desk.observe('leftovers', desk.leftovers());
}

async function modeAndSymlink(desk: RecordedClient): Promise<void> {
  const store = await desk.open();
  await store.write('file to restrict', desk.document(), 0);
  const isFile = fs.statSync(desk.path, { throwIfNoEntry: false })?.isFile() ?? false;
  await store.close();
  // Windows has no file modes and needs a privilege for symlinks; a strategy may keep something else than a
  // file.
  if (!isFile || process.platform === 'win32') return;
  fs.chmodSync(desk.path, 0o600);
  const link = path.join(path.dirname(desk.path), 'link.yaml');
  fs.symlinkSync(path.basename(desk.path), link);
  const linked = await desk.open({ path: link });
  await linked.write('write through the symlink', desk.document(), 1);
  await linked.close();
  desk.observe('symlink', {
    mode: fs.statSync(desk.path).mode & 0o777,
    stillSymlink: fs.lstatSync(link).isSymbolicLink(),
  });
  const direct = await desk.open();
  await direct.read('read behind the symlink');
  await direct.close();
  fs.unlinkSync(link);
  desk.observe('leftovers', desk.leftovers());
}

async function absentDirectories(desk: RecordedClient): Promise<void> {
  const store = await desk.open({ path: path.join(path.dirname(desk.path), 'a', 'b', 'tasks.yaml') });
  await store.write('write into absent directories', desk.document(), 0);
  await store.read('read from the new directory');
  await store.close();
}

async function unreadableFile(desk: RecordedClient, what: string, text: string): Promise<void> {
  fs.writeFileSync(desk.path, text);
  const store = await desk.open();
  await store.read(`read: ${what}`);
  await store.write(`unconditional write over: ${what}`, desk.document(), null);
  await store.write(`conditional write over: ${what}`, desk.document(), 3);
  await store.close();
  const after = fs.existsSync(desk.path) ? fs.readFileSync(desk.path, 'utf8') : null;
  desk.observe(`file after: ${what}`, { before: text, after });
}
