// Lets V8 wait longer before it optimises a function. A child that lives for a second or two spends up to a fifth
// of its processor time on optimising what it then hardly calls; recovering crash states took a tenth less
// altogether. Changes nothing but speed, so it is not for processes whose speed is measured.
import { setFlagsFromString } from 'node:v8';

/** Of all threads of this process, from now on. The unit is bytes of bytecode that ran; Node 20 has 135,168. */
export function optimiseLate(): void {
  setFlagsFromString('--interrupt-budget=1000000');
}
