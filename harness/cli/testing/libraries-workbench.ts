// Judges the libraries of others that are installed here, and stores what docs/libraries.md is made of. Run it by
// hand: npm run libraries, then npm run docs. With --from RUN it takes a stored run instead.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { libraryRecordOf } from '../../../reports/evidence/library-record.js';
import { judgedIn, quickRun } from './quick-run.js';

/** The package of each strategy. */
const packages: Readonly<Record<string, string>> = {
  atomically: 'atomically',
  conf: 'conf',
  configstore: 'configstore',
  lowdb: 'lowdb',
  nedb: '@seald-io/nedb',
  'node-persist': 'node-persist',
  steno: 'steno',
  'write-file-atomic': 'write-file-atomic',
};

const { values: options } = parseArgs({
  options: {
    from: { type: 'string' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string', default: '.holdfast' },
  },
});

const judged =
  options.from === undefined
    ? await quickRun({ strategies: Object.keys(packages), seed: Number(options.seed), dir: options.dir })
    : judgedIn(options.from);
const record = libraryRecordOf(judged, versions());
const stored = path.join('docs', 'evidence', 'libraries.json');
writeFileSync(stored, `${JSON.stringify(record, null, 1)}\n`);
for (const { id, version, decisions } of record.libraries) {
  process.stdout.write(`${id} ${version}: ${decisions.single.decision} for one writer\n`);
}
process.stdout.write(`${stored} was written; now: npm run docs\n`);

function versions(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(packages).flatMap(([id, name]) => {
      const manifest = path.join('node_modules', name, 'package.json');
      try {
        const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
        return [[id, version]];
      } catch {
        return [];
      }
    }),
  );
}
