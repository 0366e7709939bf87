// Of several strategies the one that a short report explains. Pure.
import type { Judged, JudgedStrategy } from '../../results/verdicts/judged.js';
import { decisiveProof, isByTheMount } from './decisive-proof.js';
import { subjectsOf } from './overview.js';

/** The one whose failure a reader wants explained: what was required, else a candidate. */
export function askedAbout(judged: Judged): JudgedStrategy | null {
  const { required } = judged.config;
  const refused = subjectsOf(judged).filter(
    (one) =>
      one.availability.available &&
      (one.decision === 'NO-GO' || one.decision === 'PARTIAL') &&
      !(isByTheMount(one) && decisiveProof(one) === null),
  );
  const own = refused.filter(({ id, module }) => module !== undefined || required.includes(id));
  const [first = null] =
    own.length > 0 ? own : required.length > 0 ? [] : refused.filter(({ role }) => role === 'candidate');
  return first;
}
