// One strategy on one file system from end to end: it writes on a watched disk, then images of what power cuts
// may have left are mounted and read. A failure is confirmed by a process that has seen no other image before it
// counts; what can't be confirmed makes every later image be read by a fresh one.
import type { PowerCutClass, PowerCutSession } from '../../../results/verdicts/power-cuts.js';
import type { FailureKind } from '../../../results/vocabulary/persistence.js';
import { type MountOwner, MountSite } from '../../mounts/mount-site.js';
import { seededRandom } from '../../random.js';
import { chooseImages, type PowerCutImage } from '../images/image-classes.js';
import { failuresAfterCut, isLocked, sentenceOf } from '../images/judge-image.js';
import { isMutant } from './block-file-systems.js';
import { type ImageOutcome, MountedImages } from './mounted-images.js';
import { QuickMounts } from './quick-mounts.js';
import { type RecordedDisk, recordWrites } from './record-writes.js';
import type { RigReport, RigResult, RigTask } from './rig-messages.js';

const IMAGES_OF_A_PLACE = 20;
const PLACES_MIN = 10;
const PLACES_MAX = 60;
const CONFIRMED_MAX = 10;
const FOLLOW_UP_EVERY = 5;
const PROGRESS_EVERY = 50;

export async function cutPower(
  owner: MountOwner,
  task: RigTask,
  report: (what: RigReport) => void,
): Promise<RigResult> {
  const site = new MountSite(owner, task.name);
  const mountedAt = site.directory('mounted');
  const places = Math.min(PLACES_MAX, Math.max(PLACES_MIN, Math.ceil(task.imagesMax / IMAGES_OF_A_PLACE)));
  const recorded = await recordWrites(owner, task, { mountedAt, places });
  const { history } = recorded;
  const chosen = chooseImages(history.points, task.imagesMax, seededRandom(task.seed));
  const quickMounts = new QuickMounts(owner.registerProcess);
  const reader = {
    strategy: task.strategy,
    directory: site.path,
    documentBytes: task.documentBytes,
    writer: recorded.writer,
  };
  const { fileSystem } = task;
  const images = await MountedImages.prepare(
    { owner, quickMounts, fileSystem, mountedAt, reader, history },
    task.name,
  );
  const tally = new Tally();
  for (const [index, image] of chosen.entries()) {
    const followUp = index % FOLLOW_UP_EVERY === 0;
    await judgeOne(images, image, followUp, tally, !isBuiltIn(task.strategy));
    if (index % PROGRESS_EVERY === 0) report({ say: 'progress', images: index });
  }
  await images.end();
  await quickMounts.leave();
  return resultOf(task, recorded, tally);
}

/** A module of the user's may remember what it has read before. */
const isBuiltIn = (strategy: string): boolean => !strategy.startsWith('file:');

async function judgeOne(
  images: MountedImages,
  image: PowerCutImage,
  followUp: boolean,
  tally: Tally,
  alwaysFresh: boolean,
): Promise<void> {
  const freshReader = alwaysFresh || tally.unconfirmed > 0;
  let outcome = await images.open(image, { followUp, freshReader });
  if (!freshReader && failuresOf(outcome, image).length > 0 && tally.confirmed < CONFIRMED_MAX) {
    outcome = await images.open(image, { followUp, freshReader: true });
    if (failuresOf(outcome, image).length > 0) tally.confirmed++;
    else tally.unconfirmed++;
  }
  tally.add(image, outcome);
}

function failuresOf(outcome: ImageOutcome, { point }: PowerCutImage): FailureKind[] {
  return outcome.type === 'read' ? failuresAfterCut(outcome.answer, point) : [];
}

class Tally {
  readonly classes = new Map<PowerCutClass, { images: number; failed: number }>();
  readonly failures = new Map<FailureKind, number>();
  readonly followUps = { tried: 0, locked: 0 };
  unmountable = 0;
  confirmed = 0;
  unconfirmed = 0;
  example: PowerCutSession['example'] = null;

  add(image: PowerCutImage, outcome: ImageOutcome): void {
    const ofClass = this.classes.get(image.class) ?? { images: 0, failed: 0 };
    this.classes.set(image.class, ofClass);
    ofClass.images++;
    if (outcome.type === 'unmountable') {
      this.unmountable++;
      return;
    }
    const { nextWrite } = outcome.answer;
    if (nextWrite !== null) this.followUps.tried++;
    if (isLocked(nextWrite)) this.followUps.locked++;
    const kinds = failuresOf(outcome, image);
    for (const kind of kinds) this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
    const [kind] = kinds;
    if (kind === undefined) return;
    ofClass.failed++;
    const { variant } = image.point.place;
    const sentence = sentenceOf(outcome.answer, image.point);
    this.example ??= { kind, class: image.class, variant, sentence };
  }
}

function resultOf(
  { strategy, fileSystem, documentBytes, seed }: RigTask,
  { history, options }: RecordedDisk,
  tally: Tally,
): RigResult {
  const acknowledged = history.places.reduce((sum, place) => sum + place.acknowledged, 0);
  return {
    strategy,
    fileSystem: fileSystem.type,
    mountedWith: fileSystem.mountedWith,
    options,
    documentBytes,
    seed,
    mutant: isMutant(fileSystem),
    distrust: acknowledged === 0 ? 'no write was acknowledged' : null,
    places: history.places.length,
    acknowledged,
    flushes: history.flushes,
    crashPoints: history.points.length,
    classes: [...tally.classes].map(([name, counts]) => ({ class: name, ...counts })),
    failures: [...tally.failures].map(([kind, images]) => ({ kind, images })),
    unmountable: tally.unmountable,
    followUps: tally.followUps,
    example: tally.example,
  };
}
