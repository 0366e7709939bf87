// The names of one schedule as one client knows them: every word of a path has one name, the same for all
// clients and, as far as that is possible, in every schedule. What tells clients, boots and hosts apart is
// replaced (identity-text.ts); a part that is another one each time becomes `<0.1>`, the second of its kind that
// client 0 was the first to name, or `<1>` where it is no client's own. The client that names a word first
// tells the others. Two words never have the same name.
import type { FreshName } from '../../../results/vocabulary/fresh-name.js';
import type { NamedWord } from '../client-protocol.js';
import { freshPartOf, wordsOf } from './fresh-names.js';
import type { IdentityText } from './identity-text.js';

export interface ScheduleNamesOptions {
  client: number;
  identityText: IdentityText;
  fresh: readonly FreshName[];
}

/** Of one script. */
export class ScheduleNames {
  readonly #options: ScheduleNamesOptions;
  readonly #names = new Map<string, string>();
  #news: NamedWord[] = [];
  /** Of each kind: how many this client was the first to name, or anybody if it is no client's own. */
  readonly #counts = new Map<FreshName, number>();

  constructor(options: ScheduleNamesOptions) {
    this.#options = options;
  }

  /** What other clients, or the initial state, have named before. */
  told(named: readonly NamedWord[]): void {
    const { fresh, identityText } = this.#options;
    for (const [word, name] of named) {
      if (this.#names.has(word)) continue;
      this.#names.set(word, name);
      const found = word === name ? null : freshPartOf(fresh, identityText(word));
      if (found?.pattern.shared) this.#count(found.pattern);
    }
  }

  /** Named since the last call, where the others can't know. */
  takeNews(): NamedWord[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** Of a path or any other text: its words one by one. */
  of(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (!/[/\s]/.test(text)) return this.#name(text);
    return wordsOf(text)
      .map((part, index) => (index % 2 === 0 && part !== '' ? this.of(part) : part))
      .join('');
  }

  #count(pattern: FreshName): number {
    const number = this.#counts.get(pattern) ?? 0;
    this.#counts.set(pattern, number + 1);
    return number;
  }

  #name(word: string): string {
    const { client, identityText, fresh } = this.#options;
    let name = identityText(word);
    const found = freshPartOf(fresh, name);
    if (found !== null) {
      const number = this.#count(found.pattern);
      name = `${found.before}<${found.pattern.shared ? number : `${client}.${number}`}>${found.after}`;
      this.#news.push([word, name]);
    }
    this.#names.set(word, name);
    return name;
  }
}
