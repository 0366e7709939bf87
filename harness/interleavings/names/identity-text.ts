// Replaces in a name whatever tells one client, boot or host from another, see client-identity.ts. A number
// counts only as a whole word between marks (`.`, `-`, `_` …), alone or behind a prefix such as `pid` or
// `worker`, because digits of a hash may be anything. A thread's id, which is a small number, counts only
// behind such a prefix or in a name that has the pid before it. Different names stay different: what looks
// like a replacement already gets a `~`. Pure.
import type { ClientIdentity, MachineIdentity } from './client-identity.js';

const processPrefixes = ['p', 'pid', 'proc', 'process'];
const threadPrefixes = ['t', 'tid', 'w', 'thread', 'worker'];
const prefixed = /^([A-Za-z]+)(\d+)$/;
const replacement = /^([A-Za-z]*?)(?:[PST]\d?[axz]*|B[cm]?|H)$/;
const hexadecimal = 16;
const alphanumeric = 36;
/** Shorter numbers in another notation may be a word by chance. */
const notationLengthMin = 3;

export type IdentityText = (name: string) => string;

/** The same text for the same name, whoever reads it. */
export function identityText(
  identities: readonly ClientIdentity[],
  { boot, host }: MachineIdentity,
): IdentityText {
  const processes = wordsOfProcesses(identities);
  const threads = new Map(
    identities.flatMap(({ client, threadId }) =>
      threadId === null ? [] : [[String(threadId), `T${client}`]],
    ),
  );
  const machine = [...notationsOf(boot), ...(host === null ? [] : [[host, 'H'] as const])].map(
    ([text, by]) => [aloneIn(text), by] as const,
  );
  return (name) => {
    if (!/[\d<~A-Z]/.test(name)) return name;
    let plain = escaped(name);
    for (const [text, by] of machine) plain = plain.replace(text, by);
    let hasProcess = false;
    return plain.replace(/[A-Za-z0-9]*\d[A-Za-z0-9]*/g, (word) => {
      const known = processes.get(word);
      hasProcess ||= known?.startsWith('P') === true;
      if (known !== undefined) return known;
      const [, prefix, number = ''] = prefixed.exec(word) ?? [];
      if (prefix === undefined) return (hasProcess ? threads.get(word) : undefined) ?? word;
      const kind = prefix.toLowerCase();
      const owner = processPrefixes.includes(kind)
        ? processes.get(number)
        : threadPrefixes.includes(kind)
          ? threads.get(number)
          : undefined;
      return owner === undefined ? word : prefix + owner;
    });
  };
}

function escaped(name: string): string {
  return name.replace(/[<~]|[A-Za-z0-9]+/g, (word) => {
    if (word === '<' || word === '~') return `~${word}`;
    const prefix = replacement.exec(word)?.[1]?.toLowerCase();
    const isOurs =
      prefix === '' || processPrefixes.includes(prefix ?? '?') || threadPrefixes.includes(prefix ?? '?');
    return isOurs ? `~${word}` : word;
  });
}

function wordsOfProcesses(identities: readonly ClientIdentity[]): Map<string, string> {
  const words = new Map<string, string>();
  const isShared = identities.some(({ threadId }) => threadId !== null);
  for (const { client, pid, started } of identities) {
    const whose = isShared ? '' : String(client);
    for (const [index, moment] of started.entries()) words.set(moment, `S${whose}${'a'.repeat(index)}`);
    const notations = [
      [pid.toString(hexadecimal), `P${whose}x`],
      [pid.toString(alphanumeric), `P${whose}z`],
    ] as const;
    for (const [text, by] of notations) if (text.length >= notationLengthMin) words.set(text, by);
    words.set(String(pid), `P${whose}`);
  }
  return words;
}

/** A boot's id as it is, with other marks, and without. */
function notationsOf(boot: string | null): (readonly [text: string, by: string])[] {
  if (boot === null || boot === '') return [];
  return [
    [boot, 'B'],
    [boot.replaceAll('-', '_'), 'Bm'],
    [boot.replaceAll('-', ''), 'Bc'],
  ];
}

function aloneIn(text: string): RegExp {
  const literal = text.replace(/[^A-Za-z0-9]/g, '\\$&');
  return new RegExp(`(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])`, 'g');
}
