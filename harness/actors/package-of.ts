// The package that a file belongs to, as Node sees it: the nearest package.json, and the kind of module that
// it says.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface OwnPackage {
  /** The directory of the package.json; null: there is none. */
  directory: string | null;
  /** null: it says nothing. */
  type: 'module' | 'commonjs' | null;
}

export function packageOf(file: string): OwnPackage {
  for (let at = dirname(file); ; at = dirname(at)) {
    const text = textOf(join(at, 'package.json'));
    if (text !== null) return { directory: at, type: typeIn(text) };
    if (at === dirname(at)) return { directory: null, type: null };
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Node itself complains about a package.json that is none. */
function typeIn(text: string): OwnPackage['type'] {
  try {
    const { type } = Object(JSON.parse(text)) as { type?: unknown };
    return type === 'module' || type === 'commonjs' ? type : null;
  } catch {
    return null;
  }
}
