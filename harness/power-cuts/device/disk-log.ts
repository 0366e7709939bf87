// What happened to a disk, in order: requests as they came in, answers as they went out, and marks of the
// program that wrote. That a write is on the disk may be concluded only from the order of all three: a flush
// covers what was answered before the flush itself came in. Pure: records to bytes, and bytes to records.

/** `id` counts requests from 0; an answer carries the id of its request. Offsets and lengths in bytes. */
export type DiskRecord =
  | { type: 'write'; id: number; offset: number; data: Uint8Array; fua: boolean }
  | { type: 'zero'; id: number; offset: number; length: number; fua: boolean }
  | { type: 'flush'; id: number }
  | { type: 'answered'; id: number }
  | { type: 'mark'; text: string };

export class DiskLogError extends Error {
  override readonly name = 'DiskLogError';
}

const types = ['write', 'zero', 'flush', 'answered', 'mark'] as const;
const HEAD_BYTES = 24;

/** type, fua, –, id (4), offset (8), length (4), –: then `length` bytes of a write or a mark. */
export function encodeRecord(record: DiskRecord): Buffer {
  const body =
    record.type === 'write' ? record.data : record.type === 'mark' ? Buffer.from(record.text) : null;
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(types.indexOf(record.type), 0);
  if ('fua' in record && record.fua) head.writeUInt8(1, 1);
  if ('id' in record) head.writeUInt32LE(record.id, 4);
  if ('offset' in record) head.writeBigUInt64LE(BigInt(record.offset), 8);
  head.writeUInt32LE(record.type === 'zero' ? record.length : (body?.length ?? 0), 16);
  return body === null ? head : Buffer.concat([head, body]);
}

/** Throws DiskLogError for what is no log, or one that was cut off. */
export function decodeLog(bytes: Buffer): DiskRecord[] {
  const records: DiskRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + HEAD_BYTES > bytes.length) throw new DiskLogError(`the log is cut off at byte ${at}`);
    const type = types[bytes.readUInt8(at)];
    const fua = bytes.readUInt8(at + 1) === 1;
    const id = bytes.readUInt32LE(at + 4);
    const offset = Number(bytes.readBigUInt64LE(at + 8));
    const length = bytes.readUInt32LE(at + 16);
    at += HEAD_BYTES;
    const bodyBytes = type === 'write' || type === 'mark' ? length : 0;
    if (at + bodyBytes > bytes.length) throw new DiskLogError(`the log is cut off at byte ${at}`);
    const body = bytes.subarray(at, at + bodyBytes);
    at += bodyBytes;
    switch (type) {
      case 'write':
        records.push({ type, id, offset, data: body, fua });
        break;
      case 'zero':
        records.push({ type, id, offset, length, fua });
        break;
      case 'flush':
      case 'answered':
        records.push({ type, id });
        break;
      case 'mark':
        records.push({ type, text: body.toString() });
        break;
      default:
        throw new DiskLogError(`no record at byte ${at - HEAD_BYTES} of the log`);
    }
  }
  return records;
}
