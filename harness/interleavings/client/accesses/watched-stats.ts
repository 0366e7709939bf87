// Detects what of a stat a strategy reads. Every result of stat says which file it is about and how many
// links that has; few strategies read either. Counting each stat as a read of both would make nearly
// everything a race: every rename changes the file behind a name, and every unlink a link count. So what
// counts as read is what is read. The questions `isFile()`, `isSymbolicLink()` … read nothing but the kind.

/** Properties by name; of one result. */
type Plain = Record<string, PropertyDescriptor>;

interface Watched {
  readonly plain: Plain;
  readonly looked: () => void;
}

const watched = new WeakMap<object, Watched>();

/** Puts everything back as it was; null: the result is not watched any more. */
function release(stats: object): Watched | null {
  const watch = watched.get(stats);
  if (watch === undefined) return null;
  watched.delete(stats);
  Object.defineProperties(stats, watch.plain);
  return watch;
}

/** Shared, because accessors of its own would give every result its own shape, which is slow. */
const accessors = new Map<string, PropertyDescriptor & ThisType<Record<string, unknown>>>();

function accessorOf(property: string): PropertyDescriptor {
  let accessor = accessors.get(property);
  if (accessor === undefined) {
    accessor = {
      configurable: true,
      enumerable: true,
      get() {
        release(this)?.looked();
        return this[property];
      },
      set(value) {
        release(this);
        this[property] = value;
      },
    };
    accessors.set(property, accessor);
  }
  return accessor;
}

function watch(stats: object, properties: readonly string[], looked: () => void): void {
  const plain: Plain = {};
  for (const property of properties) {
    const descriptor = Object.getOwnPropertyDescriptor(stats, property);
    if (descriptor === undefined || !('value' in descriptor)) return;
    plain[property] = descriptor;
  }
  watched.set(stats, { plain, looked });
  for (const property of properties) Object.defineProperty(stats, property, accessorOf(property));
}

const LINKS = ['nlink'] as const;

/** `looked`: called once, when st_nlink of this result is read. Leaves alone what is no result of stat. */
export function watchLinks(stats: unknown, looked: () => void): void {
  if (typeof stats === 'object' && stats !== null) watch(stats, LINKS, looked);
}

/**
 * `looked`: called once, when anything but the kind of file is read. false: this is no result of stat whose
 * reading can be watched.
 */
export function watchAllButKind(stats: unknown, looked: () => void): boolean {
  if (!isWatchable(stats)) return false;
  watch(stats, Object.keys(stats), looked);
  return true;
}

/** Whether `stats` is a result of stat. */
export function isWatchable(stats: unknown): stats is { mode: number | bigint } {
  return (
    typeof stats === 'object' &&
    stats !== null &&
    Object.hasOwn(stats, 'mode') &&
    Object.hasOwn(stats, 'nlink') &&
    letAsk(Object.getPrototypeOf(stats))
  );
}

const QUESTIONS = [
  'isFile',
  'isDirectory',
  'isSymbolicLink',
  'isBlockDevice',
  'isCharacterDevice',
  'isFIFO',
  'isSocket',
] as const;

const prepared = new WeakSet<object>();

/** Replaces the questions about the kind by such as read no property of a watched result. */
function letAsk(prototype: unknown): boolean {
  if (typeof prototype !== 'object' || prototype === null) return false;
  if (prepared.has(prototype)) return true;
  const questions = prototype as Record<string, unknown>;
  if (!QUESTIONS.every((question) => typeof questions[question] === 'function')) return false;
  prepared.add(prototype);
  for (const question of QUESTIONS) letAskOne(prototype, question);
  return true;
}

function letAskOne(prototype: object, question: string): void {
  const holder = Object.hasOwn(prototype, question) ? prototype : Object.getPrototypeOf(prototype);
  const descriptor = Object.getOwnPropertyDescriptor(holder, question);
  if (descriptor === undefined || prepared.has(descriptor.value)) return;
  const ask = descriptor.value as { (this: object): unknown; name: string };
  const value = function (this: object): unknown {
    const mode = watched.get(this)?.plain.mode;
    if (mode === undefined) return ask.call(this);
    return ask.call(Object.create(Object.getPrototypeOf(this) as object, { mode }) as object);
  };
  Object.defineProperty(value, 'name', { value: ask.name, configurable: true });
  prepared.add(value);
  Object.defineProperty(holder, question, { ...descriptor, value });
}
