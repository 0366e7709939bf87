// One write onto a private document, watched operation by operation: where the new data lies before it is the
// document, and who could read it there. What native code or other processes write is not seen.
import type { Fact } from '../results/facts/facts.js';
import { staysPrivate, temporaryBeside } from './checks/watched-write-checks.js';
import type { Lab } from './lab.js';
import type { Scenario } from './scenario.js';

const privateDocument: Scenario = {
  id: 'private-document',
  title: 'A private document stays private while it is written',
  explanation:
    'A document of mode 0600 is written once, and after each operation the files that hold the new data are looked ' +
    'at: what becomes the document must not be open to others, not even until a chmod, and must lie beside it, where a rename ' +
    'can put it into place. Says nothing about what native code or other processes write.',
  scopes: ['single'],
  lane: 'crash',
  durationMs: { quick: 250, standard: 250, soak: 250 },
  needs: ['watched-write'],
  canaries: [
    { strategy: 'open-temporary', by: ['stays-private'] },
    { strategy: 'temporary-in-tmpdir', by: ['temporary-beside'] },
  ],
  checks: [staysPrivate, temporaryBeside],
  run: async (lab: Lab): Promise<Fact[]> => [await lab.watchedWrite()],
};
export default privateDocument;
