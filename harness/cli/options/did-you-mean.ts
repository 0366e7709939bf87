// Suggestions for mistyped names, by edit distance. A name that is nothing like any other gets none.
// Pure; a suggestion is only ever shown, never acted upon.
import { distance } from 'fastest-levenshtein';

/** The likeliest names, best first, at most three; equally near ones all count. */
export function nearest(typed: string, names: readonly string[]): string[] {
  const wanted = typed.toLowerCase();
  const ranked = names
    .map((name) => ({ name, far: farness(wanted, name.toLowerCase()) }))
    .filter(({ far, name }) => far <= Math.max(1, Math.floor(Math.max(name.length, wanted.length) * 0.4)))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name));
  const best = ranked[0];
  if (best === undefined) return [];
  return ranked
    .filter(({ far }) => far <= best.far + (best.far === 0 ? 0 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Edit distance, but a name only begun (`interl`) and two letters swapped (`tow`) are one slip. */
function farness(typed: string, name: string): number {
  const begun = typed.length >= 3 && name.startsWith(typed);
  const oneSlip = begun || isSwapped(typed, name);
  return oneSlip ? Math.min(1, distance(typed, name)) : distance(typed, name);
}

function isSwapped(typed: string, name: string): boolean {
  if (typed.length !== name.length) return false;
  const at = [...typed].findIndex((letter, index) => letter !== name[index]);
  return (
    at >= 0 && typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2) === name
  );
}

/** `did you mean a or b?` and what there is, as the remedy of an error. */
export function didYouMean(typed: string, kind: string, names: readonly string[]): string {
  const near = nearest(typed, names);
  const question = near.length > 0 ? `did you mean ${near.join(' or ')}?\n` : '';
  return `${question}${kind}: ${names.length > 0 ? names.join(', ') : 'none'}`;
}
