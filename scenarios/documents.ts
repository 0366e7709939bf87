// Puts one client before the documents that people really have: files of another mode or owner, files that a
// crash has cut off, fields of other programs, unusual keys, shared objects, any rev and any size. Each must be
// kept or refused. One client without disturbance: it shows nothing about races or crashes.
import fs from 'node:fs';
import type { Fact } from '../results/facts/facts.js';
import { completes } from './checks/completes.js';
import { keepsForeignValues } from './checks/keeps-foreign-values.js';
import { keepsMode, keepsOwner } from './checks/keeps-permissions.js';
import { keepsValues } from './checks/keeps-values.js';
import { refusesDamaged } from './checks/refuses-damaged.js';
import { revCountsOn } from './checks/rev-counts-on.js';
import type { Lab, RecordedClient } from './lab.js';
import { cutOff, isEnveloped, readOwnText, withField, withRev } from './own-text.js';
import type { Scenario } from './scenario.js';
import { foreignValues, sharedObjects, strangeKeys, strangeValues } from './strange-documents.js';

const LARGE_BYTES = { quick: 2 * 1024 * 1024, standard: 10 * 1024 * 1024, soak: 10 * 1024 * 1024 };
const MIDDLE_BYTES = 64 * 1024;
const MODES = [0o640, 0o600, 0o660, 0o604];
const START_REVS = [9, 99, 255, 65_535, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER - 1];
/** Nobody's in particular: what matters is that it is not the writer's. */
const [OTHER_UID, OTHER_GID] = [4711, 4712];

type Script = (client: RecordedClient, profile: Lab['profile']) => Promise<void>;

const parts: Readonly<Record<string, readonly Script[]>> = {
  permissions: [modes, owner],
  keys: [keys, values],
  sharing: [sharing],
  damage: [damage],
  'foreign-values': [foreign],
  revs: START_REVS.map((rev) => (client) => revs(client, rev)),
  sizes: [sizes],
};

const documents: Scenario = {
  id: 'documents',
  title: 'The documents that people really have',
  explanation:
    'One client meets files of other modes and owners, its own file emptied and cut off at every line end, whole ' +
    'numbers beyond 2^53 and dates in fields of other programs, a byte order mark and CRLF, keys such as `a.b` and ' +
    '`__proto__`, values from null to a letter with its accent apart, one object that 150 tasks share, revs from 9 to 2^53 − 2, documents that shrink, and one of 2 MiB ' +
    '(10 MiB in the longer profiles). What it acknowledges it must keep; it may refuse. Says nothing about races or crashes.',
  scopes: ['single'],
  lane: 'contention',
  durationMs: { quick: 700, standard: 1500, soak: 1500 },
  needs: ['session'],
  canaries: [
    { strategy: 'always-private', by: ['keeps-mode'], part: 'permissions' },
    { strategy: 'takes-ownership', by: ['keeps-owner'], part: 'permissions' },
    { strategy: 'assigned-keys', by: ['keeps-values'], part: 'keys' },
    { strategy: 'repeats-left-out', by: ['keeps-values'], part: 'sharing' },
    { strategy: 'empty-is-new', by: ['refuses-damaged'], part: 'damage' },
    { strategy: 'missing-is-default', by: ['refuses-damaged'], part: 'damage' },
    { strategy: 'rounded-integers', by: ['keeps-foreign-values'], part: 'foreign-values' },
    { strategy: 'narrow-rev', by: ['rev-counts-on'], part: 'revs' },
    { strategy: 'never-truncates', by: ['keeps-values'], part: 'sizes' },
  ],
  checks: [keepsValues, keepsForeignValues, refusesDamaged, revCountsOn, keepsMode, keepsOwner, completes],
  async run(lab: Lab, _scope, only = null): Promise<Fact[]> {
    const facts: Fact[] = [];
    for (const [part, scripts] of Object.entries(parts)) {
      if (only !== null && !only.includes(part)) continue;
      for (const script of scripts) {
        facts.push(await lab.session((client) => script(client, lab.profile)));
      }
    }
    return facts;
  },
};
export default documents;

/** Writes the document, and has a fresh client read it. */
async function writeAndRead(
  client: RecordedClient,
  what: string,
  next: ReturnType<RecordedClient['document']>,
  record: 'whole' | 'mark' = 'whole',
): Promise<void> {
  const writer = await client.open({ record });
  await writer.write(`write document: ${what}`, next, null);
  await writer.close();
  const reader = await client.open({ record });
  await reader.read(`read document: ${what}`);
  await reader.close();
}

async function keys(client: RecordedClient): Promise<void> {
  for (const key of strangeKeys) {
    const name = key.length > 40 ? `a key of ${key.length} characters` : `the key ${JSON.stringify(key)}`;
    const value = { inner: [1, 'two'], [key]: 'nested' };
    const task = { id: 't0', [key]: value };
    await writeAndRead(client, name, { ...client.document(), tasks: [task], [key]: value });
  }
}

/** In one document: the evidence names the task that has changed. */
async function values(client: RecordedClient): Promise<void> {
  const tasks = Object.entries(strangeValues).map(([id, value]) => ({ id, value, within: { value } }));
  await writeAndRead(client, 'strange values', { ...client.document(), tasks });
}

async function sharing(client: RecordedClient): Promise<void> {
  for (const { what, tasks } of sharedObjects) {
    await writeAndRead(client, what, { ...client.document(), tasks: [...tasks] });
  }
}

async function sizes(client: RecordedClient, profile: Lab['profile']): Promise<void> {
  const small = client.document();
  await writeAndRead(client, 'of 64 KiB', client.document(MIDDLE_BYTES), 'mark');
  await writeAndRead(client, 'smaller than the one before', small, 'mark');
  await writeAndRead(client, 'large', client.document(LARGE_BYTES[profile]), 'mark');
  await writeAndRead(client, 'small again', client.document(), 'mark');
}

/** A first document; the text of its file, or null when the strategy keeps it otherwise. */
async function firstDocument(client: RecordedClient): Promise<string | null> {
  const store = await client.open();
  await store.write('write whole document', { ...client.document(), x_last: 'kept' }, null);
  await store.close();
  return readOwnText(client.path);
}

async function damage(client: RecordedClient): Promise<void> {
  const text = await firstDocument(client);
  if (text === null) return;
  const cuts = cutOff(text).map((cut): [string, string] => [`cut off after ${cut.length} characters`, cut]);
  const damages: [string, string][] = [
    ['empty', ''],
    ['an empty line', '\n'],
    ['nothing but blanks', '   \n \n'],
    ['filled with NULs', '\0'.repeat(text.length)],
    ['NULs from the middle on', text.slice(0, text.length / 2) + '\0'.repeat(text.length / 2)],
    ...cuts,
  ];
  for (const [what, damaged] of damages) {
    fs.writeFileSync(client.path, damaged);
    const store = await client.open();
    await store.read(`read ${what}`);
    await store.write(`write ${what}`, client.document(), null);
    await store.close();
    const after = fs.existsSync(client.path) ? fs.readFileSync(client.path, 'utf8') : null;
    client.observe(`damaged: ${what}`, { before: damaged, after });
  }
}

async function foreign(client: RecordedClient): Promise<void> {
  const text = await firstDocument(client);
  // Of an adapter's file it is not known whether the library or the adapter reads the fields around it.
  if (text === null || isEnveloped(text)) return;
  for (const value of foreignValues) {
    if (value.yamlOnly === true && text.trimStart().startsWith('{')) continue;
    const { name, what = name, spelled, kind } = value;
    const before = value.dressed?.(text) ?? withField(text, name, spelled);
    fs.writeFileSync(client.path, before);
    const store = await client.open();
    const read = await store.read(`read with ${what}`);
    if (read.ok && read.value !== null) await store.write(`write back ${what}`, read.value, null);
    await store.close();
    const after = fs.readFileSync(client.path, 'utf8');
    client.observe(`foreign value: ${what}`, { name, spelled, kind, before, after });
  }
}

async function revs(client: RecordedClient, rev: number): Promise<void> {
  const text = await firstDocument(client);
  const seeded = text === null ? null : withRev(text, rev);
  client.observe('start rev', { rev, seeded: seeded !== null });
  if (seeded === null) return;
  fs.writeFileSync(client.path, seeded);
  const store = await client.open();
  await store.read('read at rev');
  const write = await store.write('write at rev', client.document(), rev);
  if (write.ok) await store.write('stale write', client.document(), rev);
  if (write.ok && rev + 1 === Number.MAX_SAFE_INTEGER) {
    await store.write('write beyond', client.document(), rev + 1);
  }
  await store.close();
}

/** Not on Windows, which has neither; a strategy may keep something else than a file. */
async function hasModes(client: RecordedClient): Promise<boolean> {
  const store = await client.open();
  await store.write('file to restrict', client.document(), null);
  await store.close();
  return (
    process.platform !== 'win32' && (fs.statSync(client.path, { throwIfNoEntry: false })?.isFile() ?? false)
  );
}

async function writeAndLook(client: RecordedClient, label: string): Promise<void> {
  const before = permissionsOf(client.path);
  const store = await client.open();
  await store.write(`write to ${label}`, client.document(), null);
  await store.close();
  client.observe(label, { before, after: permissionsOf(client.path) });
}

async function modes(client: RecordedClient): Promise<void> {
  if (!(await hasModes(client))) return;
  for (const mode of MODES) {
    fs.chmodSync(client.path, mode);
    await writeAndLook(client, `mode: 0${mode.toString(8)}`);
  }
}

async function owner(client: RecordedClient): Promise<void> {
  if (process.getuid?.() !== 0 || !(await hasModes(client))) return;
  fs.chmodSync(client.path, 0o640);
  fs.chownSync(client.path, OTHER_UID, OTHER_GID);
  await writeAndLook(client, `owner: ${OTHER_UID}:${OTHER_GID}`);
}

function permissionsOf(path: string) {
  const { mode, uid, gid } = fs.statSync(path);
  return { mode: mode & 0o777, uid, gid };
}
