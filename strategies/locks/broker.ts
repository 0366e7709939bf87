// The lock broker: lets worker threads use flock and fcntl locks, whose binding must be loaded in the main thread
// only. A worker opens the file and asks the main thread to lock its descriptor, which the whole process shares.
//
//   main thread:    const port = serveLocks();
//                   new Worker(url, { workerData: { port }, transferList: [port] });
//   worker thread:  useLocks(workerData.port);
//
// One port serves one worker. Ports keep no thread alive, except while a reply is awaited. A main thread that
// blocks (Atomics.wait, a long computation) keeps its workers waiting.
import { isMainThread, MessageChannel, type MessagePort } from 'node:worker_threads';
import { StoreError } from '../strategy.js';
import { tryFlock, tryPosixLock } from './native-locks.js';

export type BrokeredKind = 'flock' | 'posix';

interface LockRequest {
  id: number;
  kind: BrokeredKind;
  fd: number;
}

type LockReply =
  | { id: number; outcome: 'locked' | 'busy' }
  | { id: number; outcome: 'error'; code: string; message: string };

/**
 * Main thread: starts serving one worker and returns the port to transfer to it.
 * @throws Error in a worker thread
 */
export function serveLocks(): MessagePort {
  if (!isMainThread) {
    throw new Error('serveLocks() must be called in the main thread; worker threads call useLocks(port)');
  }
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (request: LockRequest) => {
    void answer(request).then((reply) => {
      port1.postMessage(reply);
    });
  });
  port1.unref();
  return port2;
}

/** Worker thread: from now on lock requests go through this port. A later call replaces the port. */
export function useLocks(port: MessagePort): void {
  if (client?.port === port) {
    return;
  }
  client?.retire();
  client = new BrokerClient(port);
}

/** Whether this worker thread has a broker. */
export function hasBroker(): boolean {
  return client !== null;
}

/**
 * Worker thread: whether the main thread could lock this thread's descriptor.
 * @throws StoreError IO when there is no broker or it failed
 */
export async function tryLockThroughBroker(kind: BrokeredKind, fd: number): Promise<boolean> {
  if (client === null) {
    throw new StoreError('IO', `A worker thread can't take ${kind} locks by itself. ${BROKER_REMEDY}`);
  }
  return await client.tryLock(kind, fd);
}

export const BROKER_REMEDY =
  'Call serveLocks() of holdfast/locks/broker in the main thread, transfer the port to the worker, ' +
  'and call useLocks(port) there';

let client: BrokerClient | null = null;

class BrokerClient {
  readonly port: MessagePort;
  readonly #waiting = new Map<number, { settle(answer: LockReply): void; abandon(): void }>();
  #lastId = 0;
  #whenIdle: () => void = () => undefined;

  constructor(port: MessagePort) {
    this.port = port;
    port.on('message', (reply: LockReply) => {
      this.#waiting.get(reply.id)?.settle(reply);
    });
    port.on('close', () => {
      for (const request of [...this.#waiting.values()]) {
        request.abandon();
      }
      if (client === this) {
        client = null;
      }
    });
    port.unref();
  }

  tryLock(kind: BrokeredKind, fd: number): Promise<boolean> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {
        settle: (reply) => {
          this.#forget(id);
          if (reply.outcome === 'error') {
            const cause = Object.assign(new Error(reply.message), { code: reply.code });
            reject(new StoreError('IO', `The lock broker failed: ${reply.message}`, { cause }));
          } else {
            resolve(reply.outcome === 'locked');
          }
        },
        abandon: () => {
          this.#forget(id);
          reject(new StoreError('IO', `The lock broker is gone. ${BROKER_REMEDY}`));
        },
      });
      this.port.ref();
      const request: LockRequest = { id, kind, fd };
      this.port.postMessage(request);
    });
  }

  /** Closes the port once the outstanding replies have arrived. */
  retire(): void {
    if (this.#waiting.size === 0) {
      this.port.close();
    } else {
      this.#whenIdle = () => this.port.close();
    }
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) {
      this.port.unref();
      this.#whenIdle();
    }
  }
}

async function answer({ id, kind, fd }: LockRequest): Promise<LockReply> {
  try {
    const locked = kind === 'flock' ? tryFlock(fd) : await tryPosixLock(fd);
    return { id, outcome: locked ? 'locked' : 'busy' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    return { id, outcome: 'error', code, message: error instanceof Error ? error.message : String(error) };
  }
}
