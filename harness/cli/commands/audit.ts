// holdfast audit: what each sync on a strategy's write path costs, and which adversary it is needed against.
// Each is left out of the recorded order, and done later instead, and every disk is judged again.
import { type Command, Option } from 'commander';
import { ladderLine, modelLine } from '../../../reports/run/grade-ladder.js';
import { plainText } from '../../../reports/text/plain-text.js';
import type { CrashStatesFact } from '../../../results/facts/crash-states-fact.js';
import type { CrashEvidence, Durability } from '../../../results/verdicts/judged.js';
import { ladder } from '../../../results/vocabulary/persistence.js';
import type { Recorder } from '../../../results/vocabulary/recorder.js';
import { type CommandContext, notice, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { selectOne } from '../options/one-strategy.js';
import { parseDirectory } from '../options/option-values.js';
import { scratchDirectory } from '../options/preflight.js';
import { availableRecorder, recorderOption } from '../options/recorder-option.js';
import { renderTable } from '../plain-table.js';

const examples = `
Examples:
  holdfast audit flock
  holdfast audit ./my-store.mjs --json
  holdfast audit ./my-native-store.mjs --recorder strace

necessary: without it the model is no longer survived; useless: still survived;
moot: not survived even with it; undecided: too few states were looked at

Exit codes: 0 told, 3 a recording can't be trusted`;

interface AuditFlags {
  dir: string;
  recorder: Recorder;
}

const HINT = 'what native code and other processes do is seen with --recorder strace (Linux)';

export function addAudit(program: Command, context: CommandContext): void {
  program
    .command('audit <strategy>')
    .description('what each sync of a write costs, and against which loss of power it is needed')
    .addOption(
      new Option('--dir <path>', "where the strategy's files are put")
        .argParser(parseDirectory('--dir'))
        .default('.holdfast'),
    )
    .addOption(recorderOption())
    .addHelpText('after', examples)
    .action(async (typed: string, flags: AuditFlags) => {
      const { id, reference } = await selectOne(typed, 'an audit', context);
      const recorder = await availableRecorder(flags.recorder);
      const dir = scratchDirectory(flags.dir, '--dir', context.io.cwd);
      notice(context, `recording the writes of ${id} in ${dir}`);
      const fact = await context.ports.auditStrategy(reference, dir, recorder);
      const found = await context.ports.judgeDurability(id, fact);
      const distrusted = distrustOf(fact);
      const told = { strategy: id, recorder, ...reduced(found), unaudited: unauditedOf(fact), distrusted };
      if (context.flags().json === true) printJson(context, told);
      else printText(context, render(id, found, fact, context));
      context.settle(isKnown(fact) ? exitCode.go : exitCode.inconclusive);
    });
}

type Audited = Durability & CrashEvidence;

interface Distrusted {
  variant: string;
  reason: string;
}

/** Recordings from which nothing can be concluded. */
function distrustOf({ variants }: CrashStatesFact): Distrusted[] {
  return variants.flatMap(({ variant, distrust }) =>
    distrust === null ? [] : [{ variant, reason: distrust }],
  );
}

const isKnown = ({ variants }: CrashStatesFact): boolean =>
  variants.length > 0 && variants.every(({ distrust }) => distrust === null);

function unauditedOf({ variants }: CrashStatesFact): string | null {
  return variants.find(({ unaudited }) => unaudited !== undefined)?.unaudited ?? null;
}

/** The capsules of an audit are not kept: a run does that. */
function reduced(found: Audited | null): Partial<Audited> {
  if (found === null) return {};
  const { grade, models, audit } = found;
  return { grade, models, audit };
}

function render(id: string, found: Audited | null, fact: CrashStatesFact, { io }: CommandContext): string {
  const { recorder } = fact;
  const distrusted = distrustOf(fact);
  const doubts = distrusted.map(
    ({ variant, reason }) => `unknown: the recording ${variant} can't be trusted: ${plainText(reason)}`,
  );
  if (recorder === 'node' && doubts.length > 0) doubts.push(HINT);
  if (found === null) return [`${id}: nothing was recorded`, ...doubts].join('\n');
  const rows = found.audit.map(({ call, path, times, costNsMedian, dropped, movedToAcknowledgement }) => [
    plainText(call),
    plainText(path),
    String(times),
    (costNsMedian / 1000).toFixed(costNsMedian < 10_000 ? 1 : 0),
    ...ladder.map((model) => dropped.find((one) => one.model === model)?.role ?? '–'),
    movedToAcknowledgement.join(', ') || '–',
  ]);
  const unaudited = unauditedOf(fact);
  const nothing =
    unaudited === null
      ? `${id} syncs nothing between the start of a write and its acknowledgement`
      : `the syncs of ${id} were not audited: ${unaudited}`;
  const slow = recorder === 'strace' ? 'recorded by strace, which makes every call take longer' : null;
  const head = ['call', 'path', 'times', 'µs (median)', ...ladder, 'last before the acknowledgement wins'];
  return [
    rows.length === 0 ? nothing : renderTable(head, rows, io.stdout),
    ...(slow === null ? [] : ['', slow]),
    '',
    ...found.models.map(modelLine),
    ...doubts,
    `durability of ${id}: ${ladderLine(found.grade)}`,
  ].join('\n');
}
