// Finds the scopes in which a strategy says UNSUPPORTED instead of trying: it does not claim them and refuses
// to work there, so nothing about them is judged. A claimed scope is never left out. Pure, over stored facts.
import type { StoredRun } from '../../results/archive/stored-run.js';
import type { Fact } from '../../results/facts/facts.js';
import { type ClaimedScopes, claimedScopes, type Scope } from '../../results/vocabulary/verdict.js';

const UNSUPPORTED = 'UNSUPPORTED';
const NAMED = /\bUNSUPPORTED\b/;

/** `cases`: those of the one strategy that makes these claims. */
export function refusedScopes(claims: ClaimedScopes, cases: StoredRun['cases']): Scope[] {
  const claimed = claimedScopes(claims);
  const refused = cases
    .filter(({ entry, facts }) => entry.scope !== 'single' && facts.some(saysUnsupported))
    .map(({ entry }) => entry.scope);
  return [...new Set(refused)].filter((scope) => !claimed.includes(scope));
}

function saysUnsupported(fact: Fact): boolean {
  switch (fact.kind) {
    case 'history':
      return fact.ops.some(({ outcome }) => 'code' in outcome && outcome.code === UNSUPPORTED);
    case 'death':
      return fact.how.type === 'uncaught' && fact.how.code === UNSUPPORTED;
    case 'interleavings':
      // A search keeps the words of a violation, and in them the code.
      return fact.variants.some(({ violations }) =>
        violations.some(
          ({ class: kind, sentence }) =>
            (kind === 'client-error' || kind === 'death') && NAMED.test(sentence),
        ),
      );
    default:
      return false;
  }
}
