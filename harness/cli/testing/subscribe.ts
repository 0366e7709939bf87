// Keeps those who listen in a set, for signals and ticks that a test sets off itself. What it returns ends the
// subscription, as the real ones do.
export function subscribe<T>(set: Set<T>, member: T): () => void {
  set.add(member);
  return () => void set.delete(member);
}
