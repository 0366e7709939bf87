// SIGKILLs a process and all its descendants. They are stopped first, generation by generation, so that none
// can fork while the list is made. A descendant whose own parent has exited is not found: strays.ts and the
// registry are for those.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import {
  hasProc,
  isSameStart,
  processStartTime,
  readProcStat,
  type StartTime,
} from './process-start-time.js';

interface Victim {
  pid: number;
  start: StartTime | null;
}

/** Synchronous, so that an exit handler may call it. Never touches this process; unknown pids are ignored. */
export function killTree(pid: number): void {
  if (!Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true, timeout: 10_000 });
    return;
  }
  const victims: Victim[] = [];
  const known = new Set<number>([process.pid]);
  let generation = [pid];
  while (generation.length > 0) {
    for (const member of generation) {
      known.add(member);
      victims.push({ pid: member, start: exactStartTime(member) });
      signal(member, 'SIGSTOP');
    }
    const parents = new Set(victims.map((victim) => victim.pid));
    generation = [...parentsOfAll()].flatMap(([child, parent]) =>
      parents.has(parent) && !known.has(child) ? [child] : [],
    );
  }
  for (const victim of victims) {
    // Between stopping and killing, a pid can only have been reused if somebody else killed its process.
    const now = victim.start === null ? null : exactStartTime(victim.pid);
    const reused = victim.start !== null && now !== null && !isSameStart(victim.start, now);
    if (!reused) signal(victim.pid, 'SIGKILL');
  }
}

/** false when there is no such process. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function exactStartTime(pid: number): StartTime | null {
  return hasProc ? processStartTime(pid) : null;
}

/** child pid → parent pid, of every process of the machine. */
function parentsOfAll(): Map<number, number> {
  return hasProc ? parentsFromProc() : parentsFromPs();
}

function parentsFromProc(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isSafeInteger(pid)) continue;
    const stat = readProcStat(pid);
    if (stat !== null) parents.set(pid, stat.parentPid);
  }
  return parents;
}

function parentsFromPs(): Map<number, number> {
  const listing = spawnSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8', timeout: 10_000 });
  return parsePsParents(listing.stdout ?? '');
}

export function parsePsParents(text: string): Map<number, number> {
  const parents = new Map<number, number>();
  for (const line of text.split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid !== undefined && parent !== undefined && pid > 0) parents.set(pid, parent);
  }
  return parents;
}
