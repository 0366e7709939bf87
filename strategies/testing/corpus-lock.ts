// The lock of most designs of the corpus, and whether it exists here.
import { lockFile } from '../locks/lock-file.js';
import { ofdAvailability, ofdLock } from '../locks/ofd-lock.js';

export const corpusLock = lockFile(ofdLock);

export const corpusLockAvailability = () => Promise.resolve(ofdAvailability());
