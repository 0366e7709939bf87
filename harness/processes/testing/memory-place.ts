// The place for what tests write when no disk is to be tested: in memory where that is possible, because on a disk
// a rename or a removal may wait for what other processes write.
import fs from 'node:fs';
import os from 'node:os';

export const memoryPlace: string = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
