// Counts the open descriptors of this process, those of native code included. Two equal counts mean that
// nothing was left open in between.
import { readdirSync } from 'node:fs';

/** null where the system has no /proc. */
export function openDescriptors(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
