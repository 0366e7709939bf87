// How much memory a process and all its descendants keep resident. Linux only: elsewhere nobody is asked, and
// nothing is bounded.
import { readdirSync, readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;

/** In bytes; pages that several share are counted for each. null: not told here, or the process is gone. */
export function treeMemory(pid: number): number | null {
  if (process.platform !== 'linux') return null;
  const own = residentBytes(pid);
  if (own === null) return null;
  let bytes = 0;
  const members = [pid];
  for (const member of members) {
    bytes += residentBytes(member) ?? 0;
    members.push(...childrenOf(member));
  }
  return bytes;
}

function residentBytes(pid: number): number | null {
  const [, pages] = read(`/proc/${pid}/statm`).split(' ');
  return pages === undefined ? null : Number(pages) * PAGE_BYTES;
}

function childrenOf(pid: number): number[] {
  return threadsOf(pid)
    .flatMap((thread) => read(`/proc/${pid}/task/${thread}/children`).split(' '))
    .filter((text) => text !== '')
    .map(Number);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty when there is no such file: the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
