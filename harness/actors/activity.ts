// The mark that says whether an actor is inside strategy code: one small file per actor, overwritten in
// place, so that it can still be read after the process has been killed or has aborted natively.
// A counter in it changes with every call: an actor whose counter stands still inside a call has hung.
import fs from 'node:fs';

export const places = ['outside', 'load', 'open', 'read', 'write', 'close'] as const;
export type Place = (typeof places)[number];

const RECORD_BYTES = 8;

export class ActivityMark {
  readonly #fd: number;
  readonly #record = Buffer.alloc(RECORD_BYTES);
  #threwIn: Place = 'outside';

  constructor(path: string) {
    this.#fd = fs.openSync(path, 'w');
    this.#set('outside');
  }

  /** Runs strategy code with the mark set, and resets the mark whatever happens. */
  async inside<T>(place: Place, body: () => Promise<T> | T): Promise<T> {
    this.#set(place);
    try {
      return await body();
    } catch (error) {
      this.#threwIn = place;
      throw error;
    } finally {
      this.#set('outside');
    }
  }

  /** The call that strategy code last threw from. */
  get threwIn(): Place {
    return this.#threwIn;
  }

  close(): void {
    fs.closeSync(this.#fd);
  }

  #set(place: Place): void {
    this.#record.writeUInt8(places.indexOf(place), 0);
    this.#record.writeUInt32LE((this.#record.readUInt32LE(4) + 1) >>> 0, 4);
    fs.writeSync(this.#fd, this.#record, 0, RECORD_BYTES, 0);
  }
}

/**
 * The file name says thread or process: a host can die of what one of its threads did, never of what a child
 * did.
 */
export function activityFileOf(where: 'thread' | 'process', actor: number): string {
  return `${where}-activity-${actor}`;
}

/** The actor; null for the file of a process, unless these are asked for, and for any other. */
export function actorOfActivityFile(name: string, processesToo: boolean): number | null {
  const [, where, actor] = /^(thread|process)-activity-(\d+)$/.exec(name) ?? [];
  return actor === undefined || (where === 'process' && !processesToo) ? null : Number(actor);
}

/** The last mark that an actor left; an actor that never started is outside. */
export function readActivity(path: string): { place: Place; counter: number } {
  try {
    const record = fs.readFileSync(path);
    if (record.length < RECORD_BYTES) return { place: 'outside', counter: 0 };
    return { place: places[record.readUInt8(0)] ?? 'outside', counter: record.readUInt32LE(4) };
  } catch {
    return { place: 'outside', counter: 0 };
  }
}
