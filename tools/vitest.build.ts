// Builds once before the real tests: entries of worker threads and child processes exist only as built
// JavaScript, because Node 20 can load nothing else there.
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

export default function buildOnce(): void {
  if (!build(fileURLToPath(new URL('..', import.meta.url)))) throw new Error('the sources do not compile');
}
