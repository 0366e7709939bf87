// holdfast audit: what each sync on a strategy's write path costs, and which adversary it is needed against.
// Each is left out of the recorded order, and done later instead, and every disk is judged again.
import { type Command, Option } from 'commander';
import { auditText } from '../../../reports/run/sync-audit.js';
import type { CrashStatesFact } from '../../../results/facts/crash-states-fact.js';
import type { CrashEvidence, Durability } from '../../../results/verdicts/judged.js';
import type { Recorder } from '../../../results/vocabulary/recorder.js';
import { tableWidthOf } from '../color.js';
import { type CommandContext, notice, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { endedByInterruption } from '../interruption.js';
import { selectOne } from '../options/one-strategy.js';
import { parseDirectory } from '../options/option-values.js';
import { scratchDirectory } from '../options/preflight.js';
import { availableRecorder, recorderOption } from '../options/recorder-option.js';

const examples = `
Examples:
  holdfast audit flock
  holdfast audit ./my-store.mjs --json
  holdfast audit ./my-native-store.mjs --recorder strace

necessary: without it the model is no longer survived; useless: still survived;
moot: not survived even with it; undecided: too few states were tried
All of it holds where syncs reach a disk: whether this mount passes them on is said at the end.

Exit codes: 0 audited, 3 a recording can't be trusted`;

interface AuditFlags {
  dir: string;
  recorder: Recorder;
}

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
      const { fact, syncs } = await endedByInterruption(context.io, () => {
        const dir = scratchDirectory(flags.dir, '--dir', context.io.cwd);
        notice(context, `recording the writes of ${id} in ${dir}`);
        return context.ports.auditStrategy(reference, dir, recorder);
      });
      const found = await context.ports.judgeDurability(id, fact);
      const distrusted = distrustOf(fact);
      const document = {
        strategy: id,
        recorder,
        syncs,
        ...reduced(found),
        unaudited: unauditedOf(fact),
        distrusted,
      };
      if (context.flags().json === true) printJson(context, document);
      else printText(context, auditText(id, found, fact, syncs, tableWidthOf(context.io.stdout)));
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
