// One word of a command that a person copies into a shell.

/** Quoted only when a shell would take it apart. */
export function shellWord(text: string): string {
  return /^[\w./,:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
