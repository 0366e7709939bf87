// holdfast list: what there is to select from, what each needs, and whether it is available on this machine.
// Asking a strategy whether it is available loads its module; it is never opened.
import type { Command } from 'commander';
import { plainTable } from '../../../reports/text/table.js';
import { usageError } from '../cli-error.js';
import { tableWidthOf } from '../color.js';
import { type CommandContext, printJson, printText } from '../context.js';
import { exitCode } from '../exit-code.js';
import { didYouMean } from '../options/did-you-mean.js';
import { claimsText, surveyStrategies } from '../output/strategy-survey.js';

const kinds = ['strategies', 'scenarios', 'criteria', 'reporters'] as const;
type Kind = (typeof kinds)[number];

/** What --json prints for a kind, and the table made of it. */
interface Listing {
  items: readonly object[];
  head: string[];
  rows: string[][];
}

const listings: Readonly<Record<Kind, (context: CommandContext) => Promise<Listing>>> = {
  strategies: listStrategies,
  scenarios: listScenarios,
  criteria: listCriteria,
  reporters: listReporters,
};

const examples = `
Examples:
  holdfast list
  holdfast list strategies
  holdfast list scenarios --json`;

export function addList(program: Command, context: CommandContext): void {
  program
    .command('list [what]')
    .description(
      'strategies, scenarios, criteria, reporters: what each needs, and whether it is available here',
    )
    .addHelpText('after', examples)
    .action(async (what: string | undefined) => {
      await list(what === undefined ? kinds : [parseKind(what)], context);
      context.settle(exitCode.go);
    });
}

function parseKind(typed: string): Kind {
  const kind = kinds.find((candidate) => candidate === typed);
  if (kind !== undefined) return kind;
  throw usageError({
    what: `there is no list of "${typed}"`,
    where: 'list',
    remedy: didYouMean(typed, 'lists', kinds),
  });
}

async function list(wanted: readonly Kind[], context: CommandContext): Promise<void> {
  const found = await Promise.all(wanted.map(async (kind) => [kind, await listings[kind](context)] as const));
  if (context.flags().json === true) {
    printJson(context, Object.fromEntries(found.map(([kind, { items }]) => [kind, items])));
    return;
  }
  const sections = found.map(([kind, { head, rows }]) => {
    const table = plainTable(head, rows, tableWidthOf(context.io.stdout)).join('\n');
    return wanted.length > 1 ? `${kind.toUpperCase()}\n${table}` : table;
  });
  printText(context, sections.join('\n\n'));
}

async function listStrategies({ ports }: CommandContext): Promise<Listing> {
  const items = await surveyStrategies(ports);
  return {
    items,
    head: ['id', 'role', 'claims', 'available', 'title'],
    rows: items.map(({ id, role, claims, availability, title }) => [
      id,
      role ?? '?',
      claimsText(claims),
      availability.available ? 'yes' : 'no',
      availability.available ? title : `${title} (${availability.reason}; ${availability.remedy})`,
    ]),
  };
}

async function listScenarios({ ports }: CommandContext): Promise<Listing> {
  const items = (await ports.catalogue()).scenarios.map((scenario) => ({
    id: scenario.id,
    title: scenario.title,
    scopes: scenario.scopes,
    needs: scenario.needs,
    checks: scenario.checks.map(({ id }) => id),
    canaries: scenario.canaries.map(({ strategy }) => strategy),
  }));
  return {
    items,
    head: ['id', 'scopes', 'needs', 'canaries', 'title'],
    rows: items.map(({ id, scopes, needs, canaries, title }) => [
      id,
      scopes.join(', '),
      needs.join(', '),
      canaries.join(', '),
      title,
    ]),
  };
}

async function listCriteria({ ports }: CommandContext): Promise<Listing> {
  const items = (await ports.catalogue()).criteria.map(({ id, group, title, m03, requiredBy, provenBy }) => ({
    id,
    group,
    title,
    m03,
    requiredBy,
    provenBy,
  }));
  return {
    items,
    head: ['id', 'group', 'required by', 'title', 'proven by'],
    rows: items.map(({ id, group, requiredBy, title, provenBy }) => [
      id,
      group,
      requiredBy.join(', '),
      title,
      provenBy.length > 0 ? provenBy.join(', ') : 'not judged yet',
    ]),
  };
}

async function listReporters({ ports }: CommandContext): Promise<Listing> {
  const items = await Promise.all(
    Object.values(ports.reporters).map(async (load) => {
      const { id, title, extension } = await load();
      return { id, title, extension };
    }),
  );
  return {
    items,
    head: ['id', 'extension', 'title'],
    rows: items.map(({ id, extension, title }) => [id, extension, title]),
  };
}
