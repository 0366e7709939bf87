// What a lab found, as rows: a cell for each strategy and the reasons why it is not GO, platforms that say the
// same in one row. Pure. The runs beside it are judged already; nothing is decided here.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import type { FileTrial, LabRecord, LabResult } from '../../results/verdicts/lab-record.js';
import { decisionIn } from '../../results/verdicts/scope-decisions.js';
import { claimedScopes, type Decision, type Scope } from '../../results/vocabulary/verdict.js';
import { isByTheMount } from '../run/decisive-proof.js';
import { decisionGlyph, verdictMark } from '../text/mark.js';
import { plainText } from '../text/plain-text.js';

/** What the page needs of a judged run. */
export interface LabJudged {
  platform: Pick<Judged['platform'], 'os' | 'release' | 'node' | 'fileSystem'>;
  strategies: LabStrategy[];
}
export type LabStrategy = Pick<
  JudgedStrategy,
  'id' | 'selected' | 'availability' | 'claims' | 'scopes' | 'reason'
>;

export interface LabRow {
  /** Ids of the platforms that say the same. */
  platforms: string[];
  /** By strategy: `✓ 1 t p`, `✓ 1 ✗ p`, `?`. */
  cells: Record<string, string>;
  /** Each a sentence without its full stop; empty where everything that is claimed is GO. */
  reasons: string[];
}

export interface LabRows {
  strategies: string[];
  rows: LabRow[];
  /** Platforms that could not be made, and why. */
  skipped: { reason: string; platforms: string[] }[];
  /** Wanted, and never reached. */
  unreached: string[];
}

/** One letter for each kind of writer. */
export const scopeLetters: Readonly<Record<Scope, string>> = {
  single: '1',
  threads: 't',
  processes: 'p',
  hosts: 'h',
};

/** `judged`: by platform. A result without its run is unknown. */
export function labRows(record: LabRecord, judged: ReadonlyMap<string, LabJudged>): LabRows {
  const strategies = [
    ...new Set([
      ...[...judged.values()].flatMap((one) =>
        one.strategies.filter(({ selected }) => selected).map(({ id }) => id),
      ),
      ...record.results.flatMap(({ outcome }) =>
        outcome.type === 'file' ? outcome.trials.map(({ strategy }) => strategy) : [],
      ),
    ]),
  ];
  const rows: LabRow[] = [];
  const skipped: LabRows['skipped'] = [];
  for (const result of record.results) {
    if (result.outcome.type === 'skipped') {
      join(skipped, result.outcome.reasons.join('; '), result.id);
      continue;
    }
    const row = rowOf(result, judged.get(result.id) ?? null, strategies);
    const same = rows.find((one) => saysOf(one) === saysOf(row));
    if (same === undefined) rows.push(row);
    else same.platforms.push(...row.platforms);
  }
  const reached = record.results.map(({ id }) => id);
  return { strategies, rows, skipped, unreached: record.wanted.filter((id) => !reached.includes(id)) };
}

function join(skipped: LabRows['skipped'], reason: string, platform: string): void {
  const same = skipped.find((one) => one.reason === reason);
  if (same === undefined) skipped.push({ reason, platforms: [platform] });
  else same.platforms.push(platform);
}

const saysOf = ({ cells, reasons }: LabRow): string => JSON.stringify([cells, reasons]);

function rowOf(result: LabResult, judged: LabJudged | null, strategies: readonly string[]): LabRow {
  const { id, outcome } = result;
  const row = (cell: (strategy: string) => string, reasons: readonly string[]): LabRow => ({
    platforms: [id],
    cells: Object.fromEntries(strategies.map((strategy) => [strategy, cell(strategy)])),
    reasons: [...new Set(reasons.map((reason) => unplaced(reason, judged)))],
  });
  switch (outcome.type) {
    case 'run':
      if (judged === null) return row(() => verdictMark('unknown'), ['its run is missing']);
      return row(
        (strategy) => cellOf(judged, strategy),
        [...reasonsOf(judged, outcome.status), ...fewerIn(outcome.onlyScenarios)],
      );
    case 'file':
      return row(
        (strategy) => trialCell(outcome.trials.find((one) => one.strategy === strategy)),
        outcome.trials.flatMap(({ reason }) => (reason === '' ? [] : [reason])),
      );
    case 'failed':
      return row(() => verdictMark('unknown'), [outcome.reason]);
    case 'skipped':
      return row(() => verdictMark('n/a'), outcome.reasons);
  }
}

function cellOf(judged: LabJudged, id: string): string {
  const strategy = judged.strategies.find((one) => one.id === id);
  if (strategy === undefined) return verdictMark('unknown');
  if (!strategy.availability.available) return verdictMark('n/a');
  const claimed = claimedScopes(strategy.claims);
  const told: Decision[] = ['GO', 'NO-GO', 'INCONCLUSIVE', 'N/A'];
  return told
    .flatMap((decision) => {
      const scopes = claimed.filter((scope) => decisionIn(strategy.scopes, scope).decision === decision);
      if (scopes.length === 0) return [];
      const isAlone = scopes.length === claimed.length && decision !== 'GO';
      const letters = isAlone ? '' : ` ${scopes.map((scope) => scopeLetters[scope]).join(' ')}`;
      return [`${decisionGlyph(decision)}${letters}`];
    })
    .join(' ');
}

function trialCell(trial: FileTrial | undefined): string {
  if (trial === undefined) return verdictMark('unknown');
  return verdictMark(trial.outcome === 'kept' ? 'unknown' : 'fail');
}

/** What the platform does comes first and stands for all; then what each strategy did by itself. */
function reasonsOf(judged: LabJudged, status: 'finished' | 'interrupted'): string[] {
  const subjects = judged.strategies.filter(
    ({ selected, availability }) => selected && availability.available,
  );
  const open = subjects.filter((one) => openScopes(one).length > 0);
  const { syncs, renames } = judged.platform.fileSystem;
  const isLost = syncs?.file === 'not-passed-on' || syncs?.directory === 'not-passed-on';
  const told = open.some(isByTheMount);
  const mount = [
    open.length > 0 && (isLost || told) ? (syncs?.reason ?? '') : '',
    open.length > 0 && (renames?.atomic === 'no' || told) ? (renames?.reason ?? '') : '',
  ].filter((reason) => reason !== '');
  const own = new Map<string, string[]>();
  for (const one of open.filter((each) => !isByTheMount(each))) {
    const reason = plainText(one.reason.split(';')[0] ?? '');
    own.set(reason, [...(own.get(reason) ?? []), one.id]);
  }
  const absent = judged.strategies
    .filter(({ selected, availability }) => selected && !availability.available)
    .map(({ id, availability }) => `${id}: ${availability.available ? '' : availability.reason}`);
  const cut = status === 'interrupted' ? ['the run was cut off'] : [];
  return [...mount, ...[...own].map(([reason, ids]) => `${ids.join(', ')}: ${reason}`), ...absent, ...cut];
}

/** A cell that is unknown may be so because little was run: no reader shall take it for a finding. */
function fewerIn(onlyScenarios: number | undefined): string[] {
  return onlyScenarios === undefined
    ? []
    : [
        `nothing can be GO here, so only ${onlyScenarios} scenarios were run, and what they left open is unknown`,
      ];
}

function openScopes(strategy: LabStrategy): Scope[] {
  const claimed = claimedScopes(strategy.claims);
  return claimed.filter((scope) => decisionIn(strategy.scopes, scope).decision !== 'GO');
}

/** Without the path of the mount, which differs from platform to platform and helps nobody. */
export function unplaced(reason: string, judged: LabJudged | null): string {
  const mount = judged?.platform.fileSystem.mount ?? '/';
  const text = mount === '/' ? reason : reason.replaceAll(`${mount} (`, '(');
  return text.replace(/\/\S*\/run-[0-9a-z]+-\d+-[0-9a-f]+\//g, '').trim();
}
