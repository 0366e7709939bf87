// Durations as people write and read them: `90s`, `5m`, `1h30m`, `500ms`.
// A bare number is no duration: it could mean seconds or milliseconds.
const unitMs = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const pattern = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/;

/** Milliseconds; null when it is not a duration, or is zero or not representable. */
export function parseDuration(text: string): number | null {
  const match = pattern.exec(text.trim());
  if (match === null) return null;
  const [, h, m, s, ms] = match;
  const total = Math.round(
    Number(h ?? 0) * unitMs.h + Number(m ?? 0) * unitMs.m + Number(s ?? 0) * unitMs.s + Number(ms ?? 0),
  );
  return total > 0 && Number.isSafeInteger(total) ? total : null;
}

/** `850ms`, `4.2s`, `3m05s`, `2h07m`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}
