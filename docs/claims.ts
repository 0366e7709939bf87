// What the pages say, taken out of their text so that it can be held against the code: tables of ids, commands
// with their options, exit codes, links. Pure. It compares names and cannot tell whether a sentence is true.

/** What stands between `<!-- name:begin -->` and `<!-- name:end -->`; null when there is no such place. */
export function marked(text: string, name: string): string | null {
  const begin = `<!-- ${name}:begin -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(`<!-- ${name}:end -->`);
  return from < 0 || to < from ? null : text.slice(from + begin.length, to);
}

/** The cells of the rows of the table under a first column of this heading, trimmed; empty without one. */
export function tableUnder(text: string, heading: string): string[][] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => cellsOf(line)[0] === heading);
  if (head < 0) return [];
  const rest = lines.slice(head + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return (end < 0 ? rest : rest.slice(0, end)).map(cellsOf);
}

function cellsOf(line: string): string[] {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}

/** `` `flock` `` → flock. */
export function bare(cell: string): string {
  return cell.replace(/^`|`$/g, '');
}

/** What is told and isn't so, and what is so and isn't told. */
export function disagreement(told: readonly string[], real: readonly string[]): string[] {
  return [
    ...told.filter((one) => !real.includes(one)).map((one) => `told, but not so: ${one}`),
    ...real.filter((one) => !told.includes(one)).map((one) => `not told: ${one}`),
    ...told.filter((one, at) => told.indexOf(one) !== at).map((one) => `told twice: ${one}`),
  ];
}

export interface NamedCommand {
  command: string;
  options: string[];
}

/**
 * Every `holdfast COMMAND …` in code; a line of a code block or an inline span is one command line. `ofTwoWords`:
 * the commands below another one, as `lab power`.
 */
export function namedCommands(text: string, ofTwoWords: readonly string[] = []): NamedCommand[] {
  return codeOf(text).flatMap((code) =>
    [...code.matchAll(/\bholdfast (?<first>[a-z]+)(?<second> [a-z]+)?(?<rest>[^|;&]*)/g)].map(
      ({ groups }) => {
        const [first = '', second = ''] = [groups?.first, groups?.second];
        return {
          command: ofTwoWords.includes(first + second) ? first + second : first,
          options: (groups?.rest ?? '').match(/(?<=\s)--[a-z][a-z-]*/g) ?? [],
        };
      },
    ),
  );
}

function codeOf(text: string): string[] {
  const blocks = /^```.*\n(?<code>[\s\S]*?)^```$/gm;
  const fenced = [...text.matchAll(blocks)].flatMap(({ groups }) => (groups?.code ?? '').split('\n'));
  // A span may be broken over two lines.
  const spans = [...text.replace(blocks, '').matchAll(/`(?<code>[^`]+)`/g)].map(({ groups }) => groups?.code);
  return [...fenced, ...spans.map((span) => (span ?? '').replace(/\s+/g, ' '))];
}

/** Commands and options that the help of the command line doesn't know. `help`: command → its own help text. */
export function unknownCommands(text: string, help: ReadonlyMap<string, string>): string[] {
  const ofTwoWords = [...help.keys()].filter((command) => command.includes(' '));
  return namedCommands(text, ofTwoWords).flatMap(({ command, options }) => {
    const known = help.get(command);
    if (known === undefined) return [`holdfast ${command}`];
    const lists = (option: string) => new RegExp(`(^|[\\s,])${option}([\\s,]|$)`, 'm').test(known);
    return options.filter((option) => !lists(option)).map((option) => `holdfast ${command} ${option}`);
  });
}

/** Ids that stand in no page as code. */
export function unmentioned(ids: readonly string[], texts: readonly string[]): string[] {
  const spoken = new Set(texts.flatMap(codeOf));
  return ids.filter((id) => !spoken.has(id));
}

/** npm scripts that are called and don't exist. `npm test` and `npm start` are scripts, `npm ci` is npm's own. */
export function unknownScripts(text: string, scripts: readonly string[]): string[] {
  const called = [
    ...text.replace(/\s+/g, ' ').matchAll(/\bnpm (?:run (?:--?[\w-]+ )*)?(?<name>[a-z][\w-]*(?::[\w-]+)*)/g),
  ].map(({ 0: all, groups }) => ({ name: groups?.name ?? '', own: !all.includes(' run ') }));
  const ofNpm = ['ci', 'install', 'audit', 'pack'];
  return called
    .filter(({ name, own }) => !scripts.includes(name) && !(own && ofNpm.includes(name)))
    .map(({ name }) => `npm ${name}`);
}

/** Relative links that lead nowhere, and anchors that no heading of their page has. */
export function deadLinks(
  path: string,
  text: string,
  exists: (path: string) => boolean,
  pageAt: (path: string) => string | undefined,
): string[] {
  const prose = text.replace(/^```.*\n[\s\S]*?^```$/gm, '');
  const targets = [...prose.matchAll(/\]\((?<target>[^)\s]+)[^)]*\)/g)].map(
    ({ groups }) => groups?.target ?? '',
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [file = '', anchor] = target.split('#');
      const place = file === '' ? path : resolved(path, file);
      if (!exists(place)) return true;
      return anchor !== undefined && !anchorsOf(pageAt(place) ?? '').includes(anchor);
    });
}

function resolved(from: string, target: string): string {
  return new URL(target, `file:///${from}`).pathname.slice(1);
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (?<heading>.+)$/gm)].map(({ groups }) =>
    (groups?.heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
