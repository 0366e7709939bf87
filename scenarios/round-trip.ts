// Puts one client through the whole contract of documents: absent document, first write, values that YAML
// tends to change, unknown fields, file mode, symlinked path, absent directories, and files that must never
// be overwritten. A single writer, so it holds for both scopes; it shows nothing about races or crashes.
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

/** Files that a strategy must refuse to overwrite, because it can't know what it would destroy. */
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
  scopes: ['single'],
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
        lab.session((client) => unreadableFile(client, what, text)),
      ),
    )),
  ],
};
export default roundTrip;

async function plainDocuments(client: RecordedClient): Promise<void> {
  const store = await client.open();
  await store.read('absent');
  await store.write('first write', client.document(), 0);
  await store.read('first read');
  const rich: TaskFile = {
    ...client.document(),
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
  client.observe('leftovers', client.leftovers());
}

async function modeAndSymlink(client: RecordedClient): Promise<void> {
  const store = await client.open();
  await store.write('file to restrict', client.document(), 0);
  const isFile = fs.statSync(client.path, { throwIfNoEntry: false })?.isFile() ?? false;
  await store.close();
  // Windows has no file modes and needs a privilege for symlinks; a strategy may keep something else than a
  // file.
  if (!isFile || process.platform === 'win32') return;
  fs.chmodSync(client.path, 0o600);
  const link = path.join(path.dirname(client.path), 'link.yaml');
  fs.symlinkSync(path.basename(client.path), link);
  const linked = await client.open({ path: link });
  await linked.write('write through the symlink', client.document(), 1);
  await linked.close();
  client.observe('symlink', {
    mode: fs.statSync(client.path).mode & 0o777,
    stillSymlink: fs.lstatSync(link).isSymbolicLink(),
  });
  const direct = await client.open();
  await direct.read('read behind the symlink');
  await direct.close();
  fs.unlinkSync(link);
  client.observe('leftovers', client.leftovers());
}

async function absentDirectories(client: RecordedClient): Promise<void> {
  const store = await client.open({ path: path.join(path.dirname(client.path), 'a', 'b', 'tasks.yaml') });
  await store.write('write into absent directories', client.document(), 0);
  await store.read('read from the new directory');
  await store.close();
}

/**
 * Whether a document leads to something at its path. A strategy that keeps it in other files only need not
 * understand what somebody else puts there.
 */
async function keepsAtPath(client: RecordedClient): Promise<boolean> {
  const elsewhere = path.join(path.dirname(client.path), 'elsewhere', path.basename(client.path));
  const store = await client.open({ path: elsewhere });
  const written = await store.write('write elsewhere', client.document(), 0);
  await store.close();
  return !written.ok || fs.lstatSync(elsewhere, { throwIfNoEntry: false }) !== undefined;
}

async function unreadableFile(client: RecordedClient, what: string, text: string): Promise<void> {
  const beside = (await keepsAtPath(client)) ? '' : 'beside ';
  fs.writeFileSync(client.path, text);
  const store = await client.open();
  await store.read(`${beside}read: ${what}`);
  await store.write(`${beside}unconditional write over: ${what}`, client.document(), null);
  await store.write(`${beside}conditional write over: ${what}`, client.document(), 3);
  await store.close();
  const after = fs.existsSync(client.path) ? fs.readFileSync(client.path, 'utf8') : null;
  client.observe(`file after: ${what}`, { before: text, after });
}
