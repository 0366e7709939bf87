// Detects what of a stat a strategy reads. Every result of stat says which file it is about and how many
// links that has; few strategies read either. Counting each stat as a read of both would make nearly
// everything a race: every rename changes the file behind a name, and every unlink a link count. So what
// counts as read is what is read. The questions `isFile()`, `isSymbolicLink()` … read nothing but the kind.
// Times are watched by themselves: that somebody reads them makes a difference to those who change files, see
// mtime-stamps.ts.

/** Properties by name; of one result. */
type Plain = Record<string, PropertyDescriptor>;

interface Watched {
  readonly plain: Plain;
  readonly looked: () => void;
}

/** Accessors of all watchings: one may be put around another, and what is put back then is the other. */
const ours = new WeakSet<object>();

const isOurs = ({ get }: PropertyDescriptor): boolean => get !== undefined && ours.has(get);

/** Some properties of some results. */
class Watching {
  readonly #watched = new WeakMap<object, Watched>();
  /** Shared, because accessors of its own would give every result its own shape, which is slow. */
  readonly #accessors = new Map<string, PropertyDescriptor & ThisType<Record<string, unknown>>>();

  /** `looked`: called once, when one of these properties is read. */
  watch(stats: object, properties: readonly string[], looked: () => void): void {
    if (this.#watched.has(stats)) return;
    const plain: Plain = {};
    for (const property of properties) {
      const descriptor = Object.getOwnPropertyDescriptor(stats, property);
      if (descriptor === undefined || !('value' in descriptor || isOurs(descriptor))) return;
      plain[property] = descriptor;
    }
    this.#watched.set(stats, { plain, looked });
    for (const property of properties) Object.defineProperty(stats, property, this.#accessorOf(property));
  }

  /** Of a watched result; undefined: it is not watched, or not for this. */
  plain(stats: object, property: string): PropertyDescriptor | undefined {
    return this.#watched.get(stats)?.plain[property];
  }

  /** Puts everything back as it was; null: the result is not watched any more. */
  #release(stats: object): Watched | null {
    const watch = this.#watched.get(stats);
    if (watch === undefined) return null;
    this.#watched.delete(stats);
    Object.defineProperties(stats, watch.plain);
    return watch;
  }

  #accessorOf(property: string): PropertyDescriptor {
    let accessor = this.#accessors.get(property);
    if (accessor === undefined) {
      const release = (stats: object): Watched | null => this.#release(stats);
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
      if (accessor.get !== undefined) ours.add(accessor.get);
      this.#accessors.set(property, accessor);
    }
    return accessor;
  }
}

const watched = new Watching();
const watchedTimes = new Watching();

const LINKS = ['nlink'] as const;

const isTime = (property: string): boolean => /^(?:a|m|c|birth)time/.test(property);

/** `looked`: called once, when st_nlink of this result is read. Leaves alone what is no result of stat. */
export function watchLinks(stats: unknown, looked: () => void): void {
  if (typeof stats === 'object' && stats !== null) watched.watch(stats, LINKS, looked);
}

/**
 * `looked`: called once, when one of the times is read. Leaves alone what is no result of stat. Before whatever
 * else is watched of it, which puts back everything when it ends.
 */
export function watchTimes(stats: unknown, looked: () => void): void {
  if (!isWatchable(stats)) return;
  watchedTimes.watch(stats, Object.keys(stats).filter(isTime), looked);
}

/**
 * `looked`: called once, when anything but the kind of file is read. false: this is no result of stat whose
 * reading can be watched.
 */
export function watchAllButKind(stats: unknown, looked: () => void): boolean {
  if (!isWatchable(stats)) return false;
  watched.watch(stats, Object.keys(stats), looked);
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
    const mode = watched.plain(this, 'mode');
    if (mode === undefined) return ask.call(this);
    return ask.call(Object.create(Object.getPrototypeOf(this) as object, { mode }) as object);
  };
  Object.defineProperty(value, 'name', { value: ask.name, configurable: true });
  prepared.add(value);
  Object.defineProperty(holder, question, { ...descriptor, value });
}
