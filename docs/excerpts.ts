// Commands that a page shows with what they print, taken out of its text, and the comparison of an excerpt with a
// whole output. Pure. An excerpt is held line by line; that it is the part worth showing can't be seen.

export interface ShownCommand {
  /** One line of an `sh` block. */
  command: string;
  /** The `text` block that follows it, before the next command; null without one. */
  excerpt: string | null;
}

/** Every line of every `sh` block, in order. A `text` block belongs to the last command before it. */
export function shownCommands(markdown: string): ShownCommand[] {
  const shown: ShownCommand[] = [];
  for (const { groups } of markdown.matchAll(/^```(?<kind>sh|text)\n(?<body>[\s\S]*?)^```$/gm)) {
    const { kind, body = '' } = groups ?? {};
    const last = shown.at(-1);
    if (kind === 'sh') shown.push(...linesOf(body).map((command) => ({ command, excerpt: null })));
    else if (last !== undefined) last.excerpt = body;
  }
  return shown;
}

/**
 * The first line of the excerpt up to which the output has nothing like it; null when it holds all of it. A line `…`
 * stands for any lines, `…` within a line for any characters of it.
 */
export function firstUnlike(excerpt: string, output: string): string | null {
  const lines = linesOf(excerpt);
  const at = lines.findIndex((_, index) => !patternOf(lines.slice(0, index + 1)).test(output));
  return lines[at] ?? null;
}

function linesOf(text: string): string[] {
  return text.replace(/^\n+|\s+$/g, '').split('\n');
}

function patternOf(lines: readonly string[]): RegExp {
  return new RegExp(`(?:^|\\n)${lines.map(patternOfLine).join('')}`);
}

function patternOfLine(line: string): string {
  if (line.trim() === '…') return '(?:[^\\n]*\\n)*?';
  const escaped = line.trimEnd().replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return `${escaped.replaceAll('…', '[^\\n]*')} *(?:\\n|$)`;
}
