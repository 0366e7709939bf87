// Numbers as people read them: units that fit the size, no digit that the measurement doesn't carry.

/** `832 ms`, `1.2 s`, `4 min 5 s`, `2 h 7 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${significant(ms)} ms`;
  if (ms < 99_950) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Three significant digits without exponent: `8.32`, `0.31`, `97.4`, `832`. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return '?';
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** `1.52 ×`, and `1.52 × [1.47–1.58]` where the interval is known. */
export function ratio(value: number, low: number | null, high: number | null): string {
  const interval = low === null || high === null ? '' : ` [${low.toFixed(2)}–${high.toFixed(2)}]`;
  return `${value.toFixed(2)} ×${interval}`;
}

/** `+12 %`, `−3 %`. */
export function change(share: number): string {
  const percent = Math.round(share * 100);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`;
}

/** `3 cases`, `1 case`. */
export function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en-US')} ${noun}${n === 1 ? '' : 's'}`;
}

/** `2 KiB`, `10 MiB`. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const isLarge = bytes >= 1024 ** 2;
  return `${significant(bytes / (isLarge ? 1024 ** 2 : 1024))} ${isLarge ? 'MiB' : 'KiB'}`;
}
