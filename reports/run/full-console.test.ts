// Everything on a terminal: each strategy's criteria by name, every check that failed, and what limits the run.
import { describe, expect, it } from 'vitest';
import { finding, judgedRun, lostUpdate, strategy } from '../../results/testing/judged-fixture.js';
import type { Judged } from '../../results/verdicts/judged.js';
import consoleReporter from './console.js';

const shown = (changes: Partial<Judged> = {}, width = 80) =>
  consoleReporter.render(judgedRun(changes), { color: false, width, full: true });

it('tells everything', () => {
  expect(shown()).toMatchInlineSnapshot(`
    "Holdfast 0.1.0 · linux-x64 · Node v20.20.2 · ext4 at /
    profile quick · policy m03 · seed 7 · 5 scenarios · 5 cases · 41.5 s

     Scenario              Scope      Cases    Time  Canaries
     ────────────────────  ─────────  ─────  ──────  ───────────────
     round-trip            single         1  120 ms  ? none ran
     stress-100            single         1  900 ms  ? none ran
     concurrent-threads    threads        1   2.4 s  ✓ caught 1 of 1
     concurrent-processes  processes      1   5.1 s  ✓ caught 1 of 1
     latency               single         1   3.3 s  ? none ran

    ★ flock  ✓ GO  (under policy strict: INCONCLUSIVE)
      ✓ No data corruption under any scenario
          0 anomalies in 1,000 writes
      ✓ Locks prevent race conditions
          0 anomalies in 1,000 writes
      ✓ Basic atomic write
          0 anomalies in 1,000 writes
      ✓ Rapid successive writes
          0 anomalies in 1,000 writes
      ✓ Process crash during a write
          0 anomalies in 1,000 writes
      Not judged yet: Power loss, weakest model

    fcntl  ◐ PARTIAL  (under policy strict: PARTIAL)
      ✓ No data corruption under any scenario
          0 anomalies in 1,000 writes
      · Locks prevent race conditions
        ✗ threads: lost-update: 8 of 1,000 acknowledged updates are gone
        ✓ processes: 0 anomalies in 1,000 writes
      ✓ Basic atomic write
          0 anomalies in 1,000 writes
      ✓ Rapid successive writes
          0 anomalies in 1,000 writes
      ✓ Process crash during a write
          0 anomalies in 1,000 writes
      Not judged yet: Power loss, weakest model

    m03  ✗ NO-GO  (under policy strict: NO-GO)
      ✓ No data corruption under any scenario
          0 anomalies in 1,000 writes
      ✗ Locks prevent race conditions
          lost-update: 8 of 1,000 acknowledged updates are gone
      ✓ Basic atomic write
          0 anomalies in 1,000 writes
      ✓ Rapid successive writes
          0 anomalies in 1,000 writes
      ✓ Process crash during a write
          0 anomalies in 1,000 writes
      Not judged yet: Power loss, weakest model

    ◐ PARTIAL  fcntl
      Lost update: Two writes that both started from the same revision were
      acknowledged; one overwrote the other unseen.
      What to do: hold one lock from before the document is read until the new one
      is in place, and compare its rev under that lock.
      GO for processes only: 8 of 1,000 acknowledged updates are gone in threads
      lost-update in concurrent-threads (threads), no-lost-update: Two acknowledged
      writes produced rev 7; one of them is gone.
      │ 0.412 ms  writer 3  write(expected 6) → ok, rev 7
      │ 0.498 ms  writer 1  write(expected 6) → ok, rev 7
      │ 0.733 ms  final     read → rev 7 by writer 1

    ✗ NO-GO  m03 (baseline)
      Lost update: Two writes that both started from the same revision were
      acknowledged; one overwrote the other unseen.
      What to do: hold one lock from before the document is read until the new one
      is in place, and compare its rev under that lock.
      Locks prevent race conditions: 8 of 1,000 acknowledged updates are gone
      lost-update in concurrent-threads (threads), no-lost-update: Two acknowledged
      writes produced rev 7; one of them is gone.
      │ 0.412 ms  writer 3  write(expected 6) → ok, rev 7
      │ 0.498 ms  writer 1  write(expected 6) → ok, rev 7
      │ 0.733 ms  final     read → rev 7 by writer 1
      lost-update in concurrent-processes (processes), no-lost-update: Two
      acknowledged writes produced rev 7; one of them is gone.
      │ 0.412 ms  writer 3  write(expected 6) → ok, rev 7
      │ 0.498 ms  writer 1  write(expected 6) → ok, rev 7
      │ 0.733 ms  final     read → rev 7 by writer 1

    – N/A  ofd
      fs-native-extensions is not installed
      Remedy: npm install fs-native-extensions

    Which interleavings were tried
     flock  threads    plain, stale-lock, crash, stall, clock-jump,
                       pause ≤ 2 of 2 × 2; reader ≤ 2 of 2 × 1 and 1 reader; 840
                       schedules
            processes  plain, stale-lock, crash, stall, clock-jump,
                       pause ≤ 2 of 2 × 2; reader ≤ 2 of 2 × 1 and 1 reader; 840
                       schedules
     m03    threads    plain, crash ≤ 1 of 2 × 2; stale-lock, stall, clock-jump,
                       pause ≤ 2 of 2 × 2; reader ≤ 2 of 2 × 1 and 1 reader; 840
                       schedules
            processes  plain, crash ≤ 1 of 2 × 2; stale-lock, stall, clock-jump,
                       pause ≤ 2 of 2 × 2; reader ≤ 2 of 2 × 1 and 1 reader; 840
                       schedules
       ✗ threads: lost-update with 2 preemptions (also with a crash): Client 0
       removed the lock file that client 1 held, locked a new one, and both wrote
       rev 3.
       │     client 0                           client 1
       │ 1   unlock flock A/tasks.yaml.lock
       │ 2*                                     try-lock flock A/tasks.yaml.lock:
       │                                        ok
       │ 3*  unlink A/tasks.yaml.lock
       │ 4   try-lock flock B/tasks.yaml.lock:
       │     ok
       │ *   preempted here: another client was runnable
       holdfast replay capsules/m03.threads.plain.lost-update.json
       ✗ processes: lost-update with 2 preemptions (also with a crash): Client 0
       removed the lock file that client 1 held, locked a new one, and both wrote
       rev 3.
       holdfast replay capsules/m03.processes.plain.lost-update.json
     ≤ n of w × m: every schedule of w writers of m writes each with at most n
     preemptions was run, or is equal to one that was.

    What survives a loss of power
     flock  none < kill < ordered < journaled < [weakest]  6,400 states, sampled
       calibrated: 540 power cuts on ext4, 0 lost
     m03    none < [kill] < ordered < journaled < weakest  6,400 states, exhaus…
       calibrated: 630 power cuts on ext4, 158 lost
       ✗ ordered: 400 states (exhaustive), lost-acknowledged-write: the rename was
       not durable when rev 2 was acknowledged: its directory was synced before it,
       not after
       holdfast replay capsules/m03.document-present.ordered.lost-acknowledged-write.json
     Calibration by 1,170 power cuts on ext4 on Linux 6.18: models and disks agree;
     no-lock on ext4 with barrier=0, which must fail, failed in 443 of 630; this
     run was on Linux 6.8.0.

    Speed
     Strategy  One writer       Value  ÷ floor             A/A
     ────────  ─────────────  ───────  ──────────────────  ───
     flock     write, median   1.1 ms  1.52 × [1.47–1.58]  –
               write, p90     1.65 ms  –
               write, p99      2.2 ms  –
     fcntl     write, median   1.2 ms  1.60 × [1.50–1.70]  –
               write, p90      1.8 ms  –
               write, p99      2.4 ms  –
     m03       write, median     1 ms  1.10 × [1.00–1.20]  –
               write, p90      1.5 ms  –
               write, p99        2 ms  –
     Floor: a bare durable write of the same run (temporary file, fsync, rename,
     fsync of the directory); of reads, the bytes of a file. Only ratios can be
     compared across machines. Brackets hold the 95 % interval; A/A is the strategy
     against itself: no difference below it means anything. M0.3 said 832 ms for 100
     writes, in Rust on macOS: another machine, so no ratio to this floor.

    1 of 2 available candidates is GO in threads and processes.
    Recommended: flock · median 1.1 ms · p99 2.2 ms ·
    1.52 × [1.47–1.58] a bare durable write
    Decision: ✓ GO · required: a candidate for each kind of writer
    Next: holdfast run --profile standard  (for more evidence)
    "
  `);
});

it('gives a reason once, and leaves the check that said so to the document', () => {
  const reason = 'threads: nothing was run';
  const criteria = judgedRun().criteria.map(({ id }) => ({
    id,
    scope: 'threads' as const,
    verdict: 'pass' as const,
    required: true,
    note: 'round-trip/data-intact: 5 of 5 came back',
  }));
  const strategies = [strategy('flock', 'INCONCLUSIVE', 'GO', { reason, criteria })];
  const text = shown({ decision: 'INCONCLUSIVE', reason: `flock: ${reason}`, strategies, recommended: null });
  expect(text.match(/nothing was run/g)).toHaveLength(1);
  expect(text).toContain('  5 of 5 came back');
  expect(text).not.toContain('data-intact');
});

describe('what limits the run', () => {
  it('is said: interrupted, faulted, warned, canary missed', () => {
    const [first, ...others] = judgedRun().cases;
    if (first === undefined) throw new Error('the fixture has cases');
    const text = shown({
      status: 'interrupted',
      warnings: ['/data is a tmpfs: nothing here survives a reboot.'],
      cases: [{ ...first, state: { type: 'faulted', reason: 'the host ran out of memory' } }, ...others],
      canaries: [
        { id: 'no-lock', scenario: 'latency', scope: 'single', caught: false, by: 'no check failed' },
        { id: 'no-fsync', scenario: 'latency', scope: 'single', caught: null, by: 'addon missing' },
      ],
    });
    expect(text).toContain('! The run was interrupted: what it did not run is unknown.');
    expect(text).toContain('! flock × round-trip could not be run: the host ran out of memory');
    expect(text).toContain('! /data is a tmpfs');
    expect(text).toContain('! Canary no-lock was missed by latency (single): no check failed');
    expect(text).toMatch(/latency +single +1 +3\.3 s {2}✗ missed no-lock/);
  });
});

it('lists every failed check, and shortens long witnesses only', () => {
  const long = {
    ...lostUpdate,
    witness: Array.from({ length: 40 }, (_, at) => `step ${at} ${'x'.repeat(200)}`),
  };
  const findings = Array.from({ length: 30 }, (_, at) =>
    finding('mixed', 'threads', `check-${at}`, 'fail', { evidence: [long], summary: 'gone' }),
  );
  const text = shown({ strategies: [strategy('x', 'NO-GO', 'GO', { findings })] });
  expect(text.match(/^ {2}│ step/gm)).toHaveLength(36);
  expect(text).toContain('  │ … 28 more\n');
  for (let at = 3; at < 30; at += 1)
    expect(text).toContain(`  - mixed/check-${at} (threads): lost-update: gone`);
});
