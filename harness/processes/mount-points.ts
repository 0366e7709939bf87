// The paths at which something is mounted, as this process sees them (Linux; elsewhere none are known).
import { readFileSync } from 'node:fs';

/** In the order of mounting; a path on which two things are mounted stands there twice. Never throws. */
export function mountPoints(): string[] {
  return parseMountPoints(mountinfoText());
}

/** Empty where the system has no such table. */
export function mountinfoText(): string {
  if (process.platform !== 'linux') return '';
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}

/** The fifth field of each line of proc_pid_mountinfo(5). */
export function parseMountPoints(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const path = line.split(' ')[4];
    return path === undefined ? [] : [unescapeOctal(path)];
  });
}

/** The kernel writes space, tab, newline and backslash as \040, \011, \012 and \134, byte by byte. */
export function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
