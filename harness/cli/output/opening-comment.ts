// The opening comment of a source file: what its author says of it. Read from the file that runs, so that the
// words and the code are of the same version.

/** Paragraphs of the leading `//` lines; empty when the file begins with something else. */
export function openingComment(source: string): string[] {
  const lines = source.replace(/^\uFEFF?(?:#![^\n]*\n)?/, '').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  const text = lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n');
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split(/\s+/).filter(Boolean).join(' '))
    .filter((paragraph) => paragraph !== '');
}
