// Kills on two mounts: writers reach one document through the two directories of the run in turn, and one
// after another is killed while those on both mounts go on. A lock that the dead one's mount keeps, or that
// only its own host can tell to be stale, stops the others or lets in too many. That a whole host falls
// silent, with its mount, is not tried.
import { completes } from './checks/completes.js';
import { noCorruption } from './checks/no-corruption.js';
import { noLostUpdate } from './checks/no-lost-update.js';
import { seenThroughBoth } from './checks/seen-through-both.js';
import { SMALL_DOCUMENT_BYTES } from './contention-scenario.js';
import type { Scenario } from './scenario.js';

const killedHosts: Scenario = {
  id: 'killed-hosts',
  title: 'Killed while another host goes on',
  explanation:
    'Four writers, two through each of the two directories of the run, contend for one document while one after ' +
    'another is killed and replaced. No acknowledged write may be lost, whichever mount it came through, and writers on ' +
    'both mounts go on.',
  scopes: ['hosts'],
  lane: 'contention',
  durationMs: { quick: 1200, standard: 2500, soak: 20_000 },
  needs: ['kill'],
  canaries: [{ strategy: 'no-lock', by: ['no-lost-update', 'no-corruption'] }],
  checks: [noLostUpdate, noCorruption, seenThroughBoth, completes],
  run: async (lab) => [
    await lab.killDuringContention({
      kills: { quick: 2, standard: 4, soak: 60 }[lab.profile],
      writers: 4,
      documentBytes: SMALL_DOCUMENT_BYTES,
      twoMounts: true,
    }),
  ],
};
export default killedHosts;
