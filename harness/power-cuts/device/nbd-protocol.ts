// The server's side of the NBD protocol as bytes: fixed newstyle handshake, simple replies. Pure: a connection
// is fed chunks as they arrive, in whatever pieces, and answers with the bytes to send and the requests to
// carry out. Not spoken: TLS, structured replies, block status.
// https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md

const NBD_MAGIC = 'NBDMAGIC';
const OPTION_MAGIC = 0x49484156454f5054n;
const OPTION_REPLY_MAGIC = 0x3e889045565a9n;
const REQUEST_MAGIC = 0x25609513;
const REPLY_MAGIC = 0x67446698;

const FIXED_NEWSTYLE = 1;
const NO_ZEROES = 2;

const OPTION = { exportName: 1, abort: 2, list: 3, info: 6, go: 7 } as const;
const REPLY = { ack: 1, server: 2, info: 3, unsupported: 0x80000001 } as const;
const INFO = { export: 0, blockSize: 3 } as const;
const COMMAND = { read: 0, write: 1, disconnect: 2, flush: 3, trim: 4, writeZeroes: 6 } as const;
const FUA = 1;
/** has flags, flush, FUA, trim, write zeroes. */
const TRANSMISSION_FLAGS = 1 | 4 | 8 | 32 | 64;

/** Errors of the protocol, which are those of Linux. */
export const nbdError = { none: 0, io: 5, invalid: 22, noSpace: 28 } as const;
export type NbdError = (typeof nbdError)[keyof typeof nbdError];

/** The most data of one request: as much as the protocol promises without asking. */
const BYTES_MAX = 32 * 1024 * 1024;
/** The longest option that is read; they carry names. */
const OPTION_BYTES_MAX = 64 * 1024;

/** Offsets and lengths in bytes. `fua`: durable before it is answered. */
export type NbdRequest = { cookie: bigint } & (
  | { type: 'read'; offset: number; length: number }
  | { type: 'write'; offset: number; data: Buffer; fua: boolean }
  /** Of write zeroes, and of trim: what is trimmed reads as zeros here. */
  | { type: 'zero'; offset: number; length: number; fua: boolean }
  | { type: 'flush' }
  /** To be answered by this error. */
  | { type: 'refused'; error: NbdError }
);

export interface NbdTurn {
  /** Bytes to send, in order. */
  answers: Buffer[];
  requests: NbdRequest[];
  /** The client has said that it goes. */
  ended: boolean;
}

export class NbdProtocolError extends Error {
  override readonly name = 'NbdProtocolError';
}

type Phase = 'client-flags' | 'options' | 'transmission' | 'ended';

/** One connection. `blockBytes`: what offsets and lengths should be multiples of. */
export class NbdConnection {
  readonly #sizeBytes: number;
  readonly #blockBytes: number;
  #phase: Phase = 'client-flags';
  #zeroesAreSent: boolean = true;
  #received: Buffer = Buffer.alloc(0);

  constructor(sizeBytes: number, blockBytes: number) {
    this.#sizeBytes = sizeBytes;
    this.#blockBytes = blockBytes;
  }

  /** What the server sends first. */
  greeting(): Buffer {
    const greeting = Buffer.alloc(18);
    greeting.write(NBD_MAGIC, 0, 'latin1');
    greeting.writeBigUInt64BE(OPTION_MAGIC, 8);
    greeting.writeUInt16BE(FIXED_NEWSTYLE | NO_ZEROES, 16);
    return greeting;
  }

  /** Throws NbdProtocolError when the client speaks something else. */
  receive(chunk: Buffer): NbdTurn {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const turn: NbdTurn = { answers: [], requests: [], ended: false };
    while (this.#step(turn)) {}
    turn.ended = this.#phase === 'ended';
    return turn;
  }

  /** false: more bytes are needed, or nothing more is expected. */
  #step(turn: NbdTurn): boolean {
    switch (this.#phase) {
      case 'client-flags':
        return this.#takeClientFlags();
      case 'options':
        return this.#takeOption(turn);
      case 'transmission':
        return this.#takeRequest(turn);
      case 'ended':
        return false;
      default:
        return this.#phase satisfies never;
    }
  }

  #takeClientFlags(): boolean {
    const bytes = this.#take(4);
    if (bytes === null) return false;
    const flags = bytes.readUInt32BE(0);
    if ((flags & FIXED_NEWSTYLE) === 0)
      throw new NbdProtocolError('the client does not speak fixed newstyle');
    this.#zeroesAreSent = (flags & NO_ZEROES) === 0;
    this.#phase = 'options';
    return true;
  }

  #takeOption({ answers }: NbdTurn): boolean {
    const head = this.#peek(16);
    if (head === null) return false;
    if (head.readBigUInt64BE(0) !== OPTION_MAGIC) throw new NbdProtocolError('no option where one must be');
    const option = head.readUInt32BE(8);
    const length = head.readUInt32BE(12);
    if (length > OPTION_BYTES_MAX) throw new NbdProtocolError(`an option of ${length} bytes`);
    if (this.#take(16 + length) === null) return false;
    switch (option) {
      case OPTION.exportName:
        answers.push(this.#exportAnswer());
        this.#phase = 'transmission';
        break;
      case OPTION.abort:
        answers.push(optionReply(option, REPLY.ack));
        this.#phase = 'ended';
        break;
      case OPTION.list:
        // One export, whose name is empty.
        answers.push(optionReply(option, REPLY.server, Buffer.alloc(4)), optionReply(option, REPLY.ack));
        break;
      case OPTION.info:
      case OPTION.go:
        answers.push(...this.#infoReplies(option));
        if (option === OPTION.go) this.#phase = 'transmission';
        break;
      default:
        answers.push(optionReply(option, REPLY.unsupported));
    }
    return true;
  }

  #exportAnswer(): Buffer {
    const answer = Buffer.alloc(10 + (this.#zeroesAreSent ? 124 : 0));
    answer.writeBigUInt64BE(BigInt(this.#sizeBytes), 0);
    answer.writeUInt16BE(TRANSMISSION_FLAGS, 8);
    return answer;
  }

  #infoReplies(option: number): Buffer[] {
    const disk = Buffer.alloc(12);
    disk.writeUInt16BE(INFO.export, 0);
    disk.writeBigUInt64BE(BigInt(this.#sizeBytes), 2);
    disk.writeUInt16BE(TRANSMISSION_FLAGS, 10);
    const blocks = Buffer.alloc(14);
    blocks.writeUInt16BE(INFO.blockSize, 0);
    blocks.writeUInt32BE(this.#blockBytes, 2);
    blocks.writeUInt32BE(this.#blockBytes, 6);
    blocks.writeUInt32BE(BYTES_MAX, 10);
    return [
      optionReply(option, REPLY.info, disk),
      optionReply(option, REPLY.info, blocks),
      optionReply(option, REPLY.ack),
    ];
  }

  #takeRequest({ requests }: NbdTurn): boolean {
    const head = this.#peek(28);
    if (head === null) return false;
    if (head.readUInt32BE(0) !== REQUEST_MAGIC) throw new NbdProtocolError('no request where one must be');
    const command = head.readUInt16BE(6);
    const length = head.readUInt32BE(24);
    const carriesData = command === COMMAND.read || command === COMMAND.write;
    if (carriesData && length > BYTES_MAX) throw new NbdProtocolError(`a request of ${length} bytes`);
    const taken = this.#take(28 + (command === COMMAND.write ? length : 0));
    if (taken === null) return false;
    if (command === COMMAND.disconnect) this.#phase = 'ended';
    else requests.push(this.#requestOf(taken, command, length));
    return true;
  }

  #requestOf(bytes: Buffer, command: number, length: number): NbdRequest {
    const fua = (bytes.readUInt16BE(4) & FUA) !== 0;
    const cookie = bytes.readBigUInt64BE(8);
    const wideOffset = bytes.readBigUInt64BE(16);
    if (command === COMMAND.flush) return { type: 'flush', cookie };
    const isInside = wideOffset + BigInt(length) <= BigInt(this.#sizeBytes);
    const offset = Number(wideOffset);
    const beyond = command === COMMAND.read ? nbdError.invalid : nbdError.noSpace;
    if (!isInside) return { type: 'refused', cookie, error: beyond };
    switch (command) {
      case COMMAND.read:
        return { type: 'read', cookie, offset, length };
      case COMMAND.write:
        // A copy: the chunk that it arrived in is larger, and the disk's log keeps it.
        return { type: 'write', cookie, offset, data: Buffer.from(bytes.subarray(28)), fua };
      case COMMAND.trim:
      case COMMAND.writeZeroes:
        return { type: 'zero', cookie, offset, length, fua };
      default:
        return { type: 'refused', cookie, error: nbdError.invalid };
    }
  }

  #peek(length: number): Buffer | null {
    return this.#received.length < length ? null : this.#received.subarray(0, length);
  }

  #take(length: number): Buffer | null {
    const taken = this.#peek(length);
    if (taken !== null) this.#received = this.#received.subarray(length);
    return taken;
  }
}

function optionReply(option: number, type: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(20);
  head.writeBigUInt64BE(OPTION_REPLY_MAGIC, 0);
  head.writeUInt32BE(option, 8);
  head.writeUInt32BE(type, 12);
  head.writeUInt32BE(data.length, 16);
  return Buffer.concat([head, data]);
}

/** `data`: what was read. */
export function encodeReply(cookie: bigint, error: NbdError, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32BE(REPLY_MAGIC, 0);
  head.writeUInt32BE(error, 4);
  head.writeBigUInt64BE(cookie, 8);
  return Buffer.concat([head, data]);
}
