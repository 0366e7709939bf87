// Mounts and unmounts images many times a second, which Node has no call for: a process that calls mount(2) itself
// answers in a tenth of the time that mount(8) takes to start.
import { type Child, describeEnding, startCommand } from '../../processes/fork.js';
import type { RegisterProcess } from '../../processes/process-registry.js';

/** Answers each line of JSON on the channel of its parent with one; ends with the channel. */
const source = `
import ctypes, json, os, socket
libc = ctypes.CDLL(None, use_errno=True)
channel = socket.socket(fileno=int(os.environ['NODE_CHANNEL_FD']))
channel.setblocking(True)
calls = {
    'mount': lambda source, at, type, options:
        libc.mount(source.encode(), at.encode(), type.encode(), 0, options.encode()),
    'unmount': lambda at: libc.umount2(at.encode(), 0),
}
for line in channel.makefile('rb'):
    request = json.loads(line)
    code = 0 if calls[request['call']](*request['given']) == 0 else ctypes.get_errno()
    channel.sendall(json.dumps({ 'code': code, 'message': os.strerror(code) }).encode() + b'\\n')
`;

/** The kernel refused. */
export class SystemCallError extends Error {
  override readonly name = 'SystemCallError';
  /** errno(3) of Linux. */
  readonly code: number;

  constructor(call: string, code: number, message: string) {
    super(`${call}: ${message}`);
    this.code = code;
  }
}

/** Of Linux: something in it is still open. */
export const BUSY = 16;

/** One call at a time; each rejects with SystemCallError. What is mounted has been noted by the caller. */
export class QuickMounts {
  readonly #child: Child;

  constructor(registerProcess: RegisterProcess) {
    this.#child = startCommand('python3', {
      registerProcess,
      args: ['-c', source],
      ipc: true,
      stderr: 'tail',
    });
  }

  mount(source: string, at: string, type: string, options: string): Promise<void> {
    return this.#ask('mount', [source, at, type, options]);
  }

  unmount(at: string): Promise<void> {
    return this.#ask('unmount', [at]);
  }

  async leave(): Promise<void> {
    this.#child.end();
    await this.#child.ended;
  }

  #ask(call: 'mount' | 'unmount', given: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const unlisten = this.#child.listen((answer) => {
        unlisten();
        const { code, message } = answer as { code: number; message: string };
        if (code === 0) resolve();
        else reject(new SystemCallError(`${call} ${given.join(' ')}`, code, message));
      });
      void this.#child.ended.then((ending) => {
        unlisten();
        reject(new Error(`the process that mounts has ended: ${describeEnding(ending)}`));
      });
      this.#child.send({ call, given });
    });
  }
}
