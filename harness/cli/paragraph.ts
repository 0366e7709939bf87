// Wraps prose to the width of a terminal. Words are never broken; lines of the author's own are joined, and
// blank lines keep paragraphs apart.

/** Each line begins with `indent`. */
export function wrap(text: string, width: number, indent: string): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => wrapOne(paragraph.split(/\s+/).filter(Boolean), width - indent.length, indent))
    .join('\n\n');
}

function wrapOne(words: readonly string[], room: number, indent: string): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${indent}${line}`).join('\n');
}
