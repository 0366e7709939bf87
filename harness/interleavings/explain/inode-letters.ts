// Inodes as letters, in the order in which an explanation first names them: two names with one letter are one
// file, one name with two letters has been replaced. Raw numbers differ from run to run and are never shown.

const placeholder = /\{inode:([^}]*)\}/g;
const alphabet = 26;

/** A label, or a part of one, without its inodes. */
export function bare(label: string): string {
  return label.replace(/ ?\{inode:[^}]*\}/g, '').trim();
}

export class InodeLetters {
  readonly #letters = new Map<string, string>();

  /** `id`: as in `inode:<id>`. */
  of(id: string): string {
    const known = this.#letters.get(id);
    if (known !== undefined) return known;
    const letter = letterAt(this.#letters.size);
    this.#letters.set(id, letter);
    return letter;
  }

  /** A step's label as people read it. */
  fill(label: string): string {
    return label.replace(placeholder, (_, id: string) => this.of(id));
  }
}

/** A … Z, AA, AB … */
function letterAt(index: number): string {
  const last = String.fromCharCode('A'.charCodeAt(0) + (index % alphabet));
  return index < alphabet ? last : letterAt(Math.floor(index / alphabet) - 1) + last;
}
