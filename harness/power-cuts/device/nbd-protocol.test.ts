// The server's side of NBD, byte by byte: the handshake as a table, and requests in whatever pieces they arrive.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeReply, NbdConnection, NbdProtocolError, type NbdRequest, nbdError } from './nbd-protocol.js';

const SIZE = 1 << 20;
const OPTION_MAGIC = Buffer.from('IHAVEOPT');

function option(number: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(number, 0);
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([OPTION_MAGIC, head, data]);
}

const flags = (bits: number): Buffer => Buffer.from([0, 0, 0, bits]);
const go = option(7, Buffer.alloc(6));

interface Sent {
  command: number;
  fua?: boolean;
  cookie?: bigint;
  offset?: bigint;
  length?: number;
  data?: Buffer;
}

function request({ command, fua = false, cookie = 1n, offset = 0n, length = 0, data }: Sent): Buffer {
  const head = Buffer.alloc(28);
  head.writeUInt32BE(0x25609513, 0);
  head.writeUInt16BE(fua ? 1 : 0, 4);
  head.writeUInt16BE(command, 6);
  head.writeBigUInt64BE(cookie, 8);
  head.writeBigUInt64BE(offset, 16);
  head.writeUInt32BE(data?.length ?? length, 24);
  return Buffer.concat([head, data ?? Buffer.alloc(0)]);
}

function connected(): NbdConnection {
  const connection = new NbdConnection(SIZE, 4096);
  connection.receive(Buffer.concat([flags(3), go]));
  return connection;
}

test('the greeting is that of fixed newstyle', () => {
  expect(new NbdConnection(SIZE, 4096).greeting().toString('latin1')).toBe('NBDMAGICIHAVEOPT\0\x03');
});

test('GO tells the size, what the disk can do, and its blocks', () => {
  const { answers } = new NbdConnection(SIZE, 4096).receive(Buffer.concat([flags(3), go]));
  const [disk, blocks, ack] = answers;
  expect(answers).toHaveLength(3);
  expect(disk?.subarray(20).toString('hex')).toBe('0000' + '0000000000100000' + '006d');
  expect(blocks?.subarray(20).toString('hex')).toBe('0003' + '00001000' + '00001000' + '02000000');
  expect(ack?.readUInt32BE(12)).toBe(1);
});

test.each([
  ['with zeroes after the export', 1, 134],
  ['without', 3, 10],
])('EXPORT_NAME %s', (_name, bits, bytes) => {
  const { answers } = new NbdConnection(SIZE, 4096).receive(Buffer.concat([flags(bits), option(1)]));
  expect(answers.map(({ length }) => length)).toEqual([bytes]);
});

test.each([
  ['structured replies', 8],
  ['TLS', 5],
  ['meta contexts', 10],
])('%s are not spoken, and the client may go on', (_name, number) => {
  const connection = new NbdConnection(SIZE, 4096);
  const { answers } = connection.receive(Buffer.concat([flags(3), option(number)]));
  expect(answers[0]?.readUInt32BE(12)).toBe(0x80000001);
  expect(connection.receive(go).answers).toHaveLength(3);
});

test('ABORT and DISCONNECT end it', () => {
  const aborted = new NbdConnection(SIZE, 4096).receive(Buffer.concat([flags(3), option(2)]));
  expect(aborted.ended).toBe(true);
  expect(connected().receive(request({ command: 2 }))).toEqual({ answers: [], requests: [], ended: true });
});

test.each<[string, Sent, Partial<NbdRequest>]>([
  ['read', { command: 0, offset: 4096n, length: 512 }, { type: 'read', offset: 4096, length: 512 }],
  ['flush', { command: 3, cookie: 9n }, { type: 'flush', cookie: 9n }],
  ['trim', { command: 4, length: SIZE }, { type: 'zero', offset: 0, length: SIZE, fua: false }],
  ['zeroes', { command: 6, length: 8192, fua: true }, { type: 'zero', length: 8192, fua: true }],
  ['a command that is not known', { command: 77 }, { type: 'refused', error: nbdError.invalid }],
  [
    'a write beyond the end',
    { command: 1, offset: BigInt(SIZE - 1), data: Buffer.alloc(2) },
    { type: 'refused', error: nbdError.noSpace },
  ],
  [
    'a read beyond the end',
    { command: 0, offset: 2n ** 63n, length: 1 },
    { type: 'refused', error: nbdError.invalid },
  ],
])('%s', (_name, sent, expected) => {
  expect(connected().receive(request(sent)).requests).toMatchObject([expected]);
});

test.each([
  ['flags of the old handshake', Buffer.alloc(4)],
  ['no option', Buffer.concat([flags(3), Buffer.alloc(16)])],
  ['an endless option', Buffer.concat([flags(3), OPTION_MAGIC, Buffer.alloc(8, 0xff)])],
  ['no request', Buffer.concat([flags(3), go, Buffer.alloc(28)])],
  ['an endless write', Buffer.concat([flags(3), go, request({ command: 0, length: 2 ** 31 })])],
])('%s: refused', (_name, bytes) => {
  expect(() => new NbdConnection(SIZE, 4096).receive(bytes)).toThrow(NbdProtocolError);
});

test('requests are the same in whatever pieces they arrive', () => {
  const write = fc.record({
    offset: fc.integer({ min: 0, max: SIZE - 64 }),
    data: fc.uint8Array({ maxLength: 64 }),
    fua: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(write, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 90 })),
      (writes, cuts) => {
        const bytes = Buffer.concat([
          flags(3),
          go,
          ...writes.map(({ offset, data, fua }) =>
            request({ command: 1, offset: BigInt(offset), data: Buffer.from(data), fua }),
          ),
        ]);
        const connection = new NbdConnection(SIZE, 4096);
        const requests: NbdRequest[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          requests.push(...connection.receive(bytes.subarray(at, at + cut)).requests);
          at = Math.min(bytes.length, at + cut);
        }
        expect(requests).toEqual(
          writes.map(({ offset, data, fua }) => ({
            type: 'write',
            cookie: 1n,
            offset,
            data: Buffer.from(data),
            fua,
          })),
        );
      },
    ),
  );
});

test('a reply carries the cookie, the error, and what was read', () => {
  expect(encodeReply(5n, nbdError.io, Buffer.from('ab')).toString('hex')).toBe(
    '67446698' + '00000005' + '0000000000000005' + '6162',
  );
});
