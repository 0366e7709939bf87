// Which violations are told and held against nobody: a client that was away for a minute, or whose clock jumped by one,
// may be refused with an error of its own. That is how a lock that can be lost protects the document.
import type { InterleavingVariant, ViolationClass } from './schedule.js';

const UNTIMELY: readonly InterleavingVariant[] = ['clock-jump', 'pause'];

export function isTolerated(variant: InterleavingVariant, kind: ViolationClass): boolean {
  return kind === 'client-error' && UNTIMELY.includes(variant);
}
