// What of a step's label is compared between executions: all but the number of bytes written, which differs
// where the content holds a counter or a pid, and never decides anything by itself.

const written = /^write \d+ bytes/;

export function comparedLabel(label: string): string {
  return label.startsWith('write ') ? label.replace(written, 'write') : label;
}
