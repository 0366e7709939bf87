// Makes the reference of platforms, docs/evidence/platforms.json: runs `holdfast lab` with the arguments that are
// given (Linux, as root), or takes a lab that is stored, with --from LAB. Run it by hand: npm run platforms, then
// npm run docs.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { platformsRecordOf } from '../../../reports/evidence/platforms-record.js';
import { labRecordSchema } from '../../../results/verdicts/lab-record.js';
import { judgedIn } from './quick-run.js';

const [flag, given] = process.argv.slice(2);
const out = flag === '--from' ? given : runLab(process.argv.slice(2));
if (out === undefined) throw new Error('--from needs the directory of a stored lab');
const lab = labRecordSchema.parse(JSON.parse(readFileSync(path.join(out, 'lab.json'), 'utf8')));
const judged = new Map(
  lab.results.flatMap(({ id, outcome }) =>
    outcome.type === 'run' ? [[id, judgedIn(path.join(out, outcome.run))] as const] : [],
  ),
);
const stored = path.join('docs', 'evidence', 'platforms.json');
writeFileSync(stored, `${JSON.stringify(platformsRecordOf(lab, judged), null, 1)}\n`);
process.stdout.write(`${stored} holds ${judged.size} platforms; now: npm run docs\n`);

function runLab(argv: readonly string[]): string {
  const to = path.join('results', 'runs', `lab-reference-${process.pid}`);
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const { status } = spawnSync(
    process.execPath,
    [main, 'lab', '--seed', '1', '--fail-on', 'never', '--out', to, ...argv],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`the lab ended with exit code ${status}`);
  return to;
}
