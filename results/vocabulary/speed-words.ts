// The words of the glossary that tables of speed use.
export const speedWords = {
  median: [
    'Median',
    'Half of the writes were faster, half slower; in milliseconds of one uncontended writer.',
    'method.md',
  ],
  p90: ['p90', 'Nine of ten writes were faster.', 'method.md'],
  p99: ['p99', '99 of 100 writes were faster. Not told of fewer than 100 samples.', 'method.md'],
  floor: [
    '× floor',
    'The median ÷ that of a bare durable write (temporary file, fsync, rename, fsync of the directory), measured between the same samples. Only such ratios can be compared across machines.',
    'method.md',
  ],
  'a/a': [
    'A/A',
    'The strategy against itself in the same rounds: the noise. No difference below it means anything.',
    'method.md',
  ],
  throughput: [
    'Throughput',
    'Acknowledged writes a second of all writers together; ÷ floor: against what a bare durable write alone gets done.',
    'method.md',
  ],
  fairness: [
    'Fairness',
    'Jain’s index of the writers’ shares: 1 when all get the same, 1/n when one of n gets everything.',
    'method.md',
  ],
  jain: [
    'Jain’s index',
    '(Σ x)² ÷ (n Σ x²) of the writers’ shares: 1 when all get the same, 1/n when one of n gets everything.',
    'method.md',
  ],
  'longest-wait': [
    'Longest wait',
    'The longest time that one writer went without an acknowledgement while it was trying.',
    'method.md',
  ],
  'the-mount': [
    'The mount',
    'The strategy did its part, and the mount does not keep what is synced, or is not known to: see holdfast doctor.',
    'limits.md',
  ],
} as const;
