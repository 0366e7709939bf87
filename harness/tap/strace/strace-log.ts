// Parses the log of `strace -f -y -xx -T`: one system call per line, or two lines for a call during which
// another thread made one. Pure. Calls are in the order in which they returned; calls that never returned are
// left out.
export interface SystemCall {
  /** The kernel's thread id. */
  pid: number;
  name: string;
  /** As printed: strings in hexadecimal, descriptors with their path. */
  args: string[];
  /** What it returned; null for `?`. */
  result: number | null;
  /** For example ENOENT; null when the call succeeded. */
  error: string | null;
  durationNs: number;
  /** strace failed it, the kernel has not seen it. */
  injected: boolean;
}

export function parseStraceLog(text: string): SystemCall[] {
  const calls: SystemCall[] = [];
  /** Thread → first line of its unfinished call. */
  const pending = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, pidText, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (pidText === undefined || rest === undefined) continue;
    const pid = Number(pidText);
    if (rest.endsWith('<unfinished ...>')) {
      pending.set(pid, rest.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    const [, resumed] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? [];
    const call = callOf(pid, resumed === undefined ? rest : (pending.get(pid) ?? '') + resumed);
    if (call !== null) calls.push(call);
  }
  return calls;
}

function callOf(pid: number, text: string): SystemCall | null {
  const opening = text.indexOf('(');
  const end = /\) += (-?\d+|0x[0-9a-f]+|\?)(.*)$/.exec(text);
  if (opening <= 0 || end === null) return null;
  const [, result = '?', tail = ''] = end;
  const [, seconds] = /<([\d.]+)>$/.exec(tail) ?? [];
  const [, error] = /^ (E[A-Z0-9]+) /.exec(tail) ?? [];
  return {
    pid,
    name: text.slice(0, opening),
    args: splitArguments(text.slice(opening + 1, end.index)),
    result: result === '?' ? null : Number(result),
    error: error ?? null,
    injected: tail.includes('(INJECTED)'),
    durationNs: seconds === undefined ? 0 : Math.round(Number(seconds) * 1e9),
  };
}

/** Splits at commas, except in strings, structures, lists and the <…> of a descriptor. */
function splitArguments(text: string): string[] {
  const args: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if ('<[{('.includes(sign)) depth += 1;
    else if ('>]})'.includes(sign)) depth -= 1;
    else if (sign === ',' && depth === 0) {
      args.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === '' && args.length === 0 ? [] : [...args, last];
}

/** The bytes of a quoted argument; null when strace cut it short or it isn't a string. */
export function bytesOf(arg: string): Buffer | null {
  const [, hex] = /^"((?:\\x[0-9a-f]{2})*)"$/.exec(arg) ?? [];
  return hex === undefined ? null : Buffer.from(hex.replaceAll('\\x', ''), 'hex');
}

/** `3<\x2f…>` → its number and path. AT_FDCWD has no number. */
export function descriptorOf(arg: string): { fd: number | null; path: string | null } {
  const [, name, hex] = /^(-?\d+|AT_FDCWD)(?:<((?:\\x[0-9a-f]{2})*)>)?/.exec(arg) ?? [];
  return {
    fd: name === undefined || name === 'AT_FDCWD' ? null : Number(name),
    path: hex === undefined ? null : Buffer.from(hex.replaceAll('\\x', ''), 'hex').toString(),
  };
}

/** The bytes of an iovec list, joined; null when strace cut one short. */
export function vectorBytesOf(arg: string): Buffer | null {
  const pieces = [...arg.matchAll(/iov_base=("[^"]*"(?:\.\.\.)?)/g)].map(([, base = '']) => bytesOf(base));
  return pieces.includes(null) ? null : Buffer.concat(pieces.filter((piece) => piece !== null));
}
