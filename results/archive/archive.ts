// The archive of a run: run.json (the index), cases/*.jsonl.gz (the facts) and judged.json in one directory.
// Every file is published whole and validated when it is read: a read returns exactly what was stored or
// rejects with an ArchiveError, and never returns less. Cases of earlier versions lie there unpacked, and are
// read alike. It can't recognise facts that were forged consistently.
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Fact } from '../facts/facts.js';
import {
  type CaseEntry,
  type CaseHeader,
  RUN_SCHEMA_VERSION,
  type Run,
  runSchema,
} from '../facts/run-record.js';
import { JUDGED_SCHEMA_VERSION, type Judged, judgedSchema } from '../verdicts/judged.js';
import { ArchiveError } from './archive-error.js';
import { type CaseFile, CaseReader, isCaseFileName, serialiseCase } from './case-file.js';
import { linesOf } from './case-lines.js';
import {
  kindOf,
  namesIn,
  readDocument,
  reading,
  runDirectoryOf,
  saveDocument,
  writing,
} from './json-document.js';
import {
  isUnpublished,
  type Publish,
  publishAtomically,
  removeUnpublished,
  syncDirectory,
} from './publishing.js';
import type { StoredRun } from './stored-run.js';

/**
 * A stored run as it lies on the disk: each case with its header, so that it can be stored again elsewhere.
 */
export interface ArchivedRun extends StoredRun {
  cases: ArchivedCase[];
}
export interface ArchivedCase {
  entry: CaseEntry;
  facts: Fact[];
  header: CaseHeader;
}

const zipped = promisify<string, Buffer>(gzip);

const INDEX = 'run.json';
const JUDGED = 'judged.json';
const CASES = 'cases';

/** Makes the directory of a new run. Rejects with UNWRITABLE when a run is already there. */
export async function createRun(dir: string, run: Run, publish: Publish = publishAtomically): Promise<void> {
  await writing(dir, async () => {
    await mkdir(join(dir, CASES), { recursive: true });
    await syncDirectory(dirname(dir));
  });
  if ((await kindOf(join(dir, INDEX))) !== 'nothing') {
    throw new ArchiveError(
      'UNWRITABLE',
      `${dir} already holds a run. Choose another --out, or remove it first.`,
    );
  }
  await saveIndex(dir, run, publish);
}

/**
 * Takes up the run in `dir` again, with the index that it goes on with. What was being published when it was cut
 * off, and the verdicts on its part, are removed.
 */
export async function reopenRun(dir: string, run: Run, publish: Publish = publishAtomically): Promise<void> {
  await writing(dir, async () => {
    for (const folder of [dir, join(dir, CASES)]) await removeUnpublished(folder);
    await rm(join(dir, JUDGED), { force: true });
  });
  await saveIndex(dir, run, publish);
}

/** Stores a finished case as cases/`entry.file`.gz. The index is not touched: `saveIndex` lists it. */
export async function appendCase(
  dir: string,
  entry: CaseEntry,
  header: CaseHeader,
  facts: readonly Fact[],
  publish: Publish = publishAtomically,
): Promise<void> {
  if (!isCaseFileName(entry.file) || entry.file.endsWith('.gz')) {
    throw new ArchiveError('UNWRITABLE', `"${entry.file}" can't name a case file. Use caseFileName().`);
  }
  const path = join(dir, CASES, entry.file);
  const text = serialiseCase(entry, header, facts);
  await writing(path, async () => {
    await publish(`${path}.gz`, await zipped(text));
    // Of a run that an earlier version began: this case was run again, and only one of the two holds.
    await rm(path, { force: true });
  });
}

/** Replaces run.json. */
export async function saveIndex(dir: string, run: Run, publish: Publish = publishAtomically): Promise<void> {
  await saveDocument(join(dir, INDEX), runSchema, run, publish, 2);
}

/** Replaces judged.json. Programs read it, and it is large: without white space it is three fifths of the size. */
export async function saveJudged(
  dir: string,
  judged: Judged,
  publish: Publish = publishAtomically,
): Promise<void> {
  await saveDocument(join(dir, JUDGED), judgedSchema, judged, publish, 0);
}

/** Stores a whole run, a merged one for instance, in a new directory; the index comes last. */
export async function storeRun(
  dir: string,
  { run, cases }: ArchivedRun,
  publish: Publish = publishAtomically,
): Promise<void> {
  await createRun(dir, { ...run, cases: [], status: 'running', finishedAt: null }, publish);
  for (const { entry, header, facts } of cases) await appendCase(dir, entry, header, facts, publish);
  await saveIndex(dir, run, publish);
}

/**
 * Reads a run with all its facts. `path` is its directory, its run.json, or the judged.json beside that.
 * A finished case that the index doesn't list yet (the process died between the two) is taken in.
 */
export async function readRun(path: string): Promise<ArchivedRun> {
  const dir = await runDirectoryOf(path, INDEX);
  const run = await readIndex(dir);
  const cases: ArchivedCase[] = [];
  for (const entry of run.cases) cases.push(await readCase(dir, run, entry));
  const adopted = await readUnlistedCases(dir, run);
  const all = [...cases, ...adopted];
  return { run: { ...run, cases: all.map(({ entry }) => entry) }, cases: all };
}

/** Reads what a run says of itself and which cases it has, without their facts. `path`: as of readRun. */
export async function readIndex(path: string): Promise<Run> {
  return readDocument(join(await runDirectoryOf(path, INDEX), INDEX), runSchema, RUN_SCHEMA_VERSION);
}

/** Reads a judged run. `path` is the run's directory, its run.json, or any file that holds a judged run. */
export async function readJudged(path: string): Promise<Judged> {
  const isOther = (await kindOf(path)) === 'file' && basename(path) !== INDEX;
  const file = isOther ? path : join(await runDirectoryOf(path, JUDGED), JUDGED);
  return readDocument(file, judgedSchema, JUDGED_SCHEMA_VERSION);
}

/** Reads one case that the index `run` of the directory `dir` lists. */
export async function readCase(dir: string, run: Run, entry: CaseEntry): Promise<ArchivedCase> {
  const where = join(dir, CASES, entry.file);
  if (!isCaseFileName(entry.file)) {
    throw new ArchiveError(
      'MALFORMED',
      `${join(dir, INDEX)} names the case file "${entry.file}", which can't be one. The index was edited: restore it.`,
    );
  }
  const file = await readCaseFile(where);
  if (file === null) {
    // A case whose harness failed proves nothing with or without facts.
    if (entry.state.type === 'faulted') return { entry, header: headerFor(run, entry), facts: [] };
    throw new ArchiveError(
      'MALFORMED',
      `${where} is missing, but the index lists it. Restore it, or run this case again.`,
    );
  }
  refuseUndigested(run, file, where);
  if (!describes(file.header, entry) || file.header.profile !== run.config.profile) {
    throw new ArchiveError(
      'MALFORMED',
      `${where} holds ${nameOf(file.header)} (${file.header.profile}), but the index says ${nameOf(entry)} (${run.config.profile}). Files were mixed up: restore them.`,
    );
  }
  return { entry, header: file.header, facts: file.facts };
}

async function readUnlistedCases(dir: string, run: Run): Promise<ArchivedCase[]> {
  const listed = new Set(run.cases.map(({ file }) => plainName(file)));
  const adopted: ArchivedCase[] = [];
  for (const name of await namesIn(join(dir, CASES))) {
    if (listed.has(plainName(name)) || isUnpublished(name)) continue;
    const where = join(dir, CASES, name);
    const file = isCaseFileName(name) ? await readCaseFile(where) : null;
    const planned = file !== null && run.planned.some((plan) => describes(file.header, plan));
    const known = file !== null && run.cases.some((entry) => describes(file.header, entry));
    if (file === null || !planned || known || file.header.profile !== run.config.profile) {
      throw new ArchiveError('MALFORMED', `${where} doesn't belong to this run. Move it elsewhere.`);
    }
    refuseUndigested(run, file, where);
    const { strategy, scenario, scope } = file.header;
    const { state, durationMs, facts, header } = file;
    const from = header.earlier === undefined ? {} : { earlier: header.earlier };
    adopted.push({
      entry: { strategy, scenario, scope, file: plainName(name), state, durationMs, ...from },
      header,
      facts,
    });
    listed.add(plainName(name));
  }
  return adopted;
}

/** One that lost its digest looks like one of an earlier version. */
function refuseUndigested(run: Run, { isDigested }: CaseFile, where: string): void {
  if (run.digests !== true || isDigested) return;
  throw new ArchiveError('MALFORMED', `${where} carries no digest: it was damaged or edited. Restore it.`);
}

const plainName = (name: string): string => name.replace(/\.gz$/, '');

/** Reads a case file, gzipped or plain, whichever of the two is there; null when neither is. */
async function readCaseFile(path: string): Promise<CaseFile | null> {
  const plain = plainName(path);
  return (await readLines(`${plain}.gz`, true)) ?? (await readLines(plain, false));
}

async function readLines(path: string, isZipped: boolean): Promise<CaseFile | null> {
  return reading(path, async () => {
    const reader = new CaseReader(path);
    for await (const line of linesOf(path, isZipped)) reader.take(line);
    return reader.end();
  });
}

type CaseKey = Pick<CaseEntry, 'strategy' | 'scenario' | 'scope'>;
const nameOf = ({ strategy, scenario, scope }: CaseKey): string => `${strategy} × ${scenario} × ${scope}`;
const describes = (a: CaseKey, b: CaseKey): boolean =>
  a.strategy === b.strategy && a.scenario === b.scenario && a.scope === b.scope;

function headerFor(run: Run, { strategy, scenario, scope }: CaseKey): CaseHeader {
  const { profile, seed } = run.config;
  return { schemaVersion: RUN_SCHEMA_VERSION, strategy, scenario, scope, profile, seed };
}
