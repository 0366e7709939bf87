// Where contended documents lie, and by which name each actor calls them: a place that exists or whose
// directories are absent, one document under many names, and one that two mounts show.
import fs from 'node:fs';
import path from 'node:path';
import type { ContentionWorkload } from '../../scenarios/lab.js';

export interface ContendedPlace {
  /** The document itself, for the first and the final look. */
  document: string;
  /** The names that actors call it by, one after another. */
  names: string[];
}

/** `directory` exists and is empty. `throughB`: a path as the second mount shows it. */
export function contendedPlace(
  directory: string,
  place: ContentionWorkload['place'],
  throughB: (path: string) => string,
): ContendedPlace {
  switch (place) {
    case undefined:
    case 'directory': {
      const document = path.join(directory, 'tasks.yaml');
      return { document, names: [document] };
    }
    case 'absent-directories': {
      const document = path.join(directory, 'not', 'there', 'yet', 'tasks.yaml');
      return { document, names: [document] };
    }
    case 'many-names':
      return manyNames(directory);
    case 'two-mounts': {
      const document = path.join(directory, 'tasks.yaml');
      return { document, names: [document, throughB(document)] };
    }
    default:
      return place satisfies never;
  }
}

function manyNames(directory: string): ContendedPlace {
  // A directory with blanks and letters beyond ASCII.
  const home = path.join(directory, 'a place – место');
  fs.mkdirSync(home);
  const document = path.join(home, 'tasks.yaml');
  const names = [document, path.relative(process.cwd(), document)];
  try {
    const link = path.join(directory, 'link.yaml');
    fs.symlinkSync(path.relative(directory, document), link);
    const linkedHome = path.join(directory, 'linked');
    fs.symlinkSync(path.basename(home), linkedHome, 'dir');
    names.push(link, path.join(linkedHome, 'tasks.yaml'));
  } catch {
    // Windows needs a privilege for links.
  }
  return { document, names };
}
