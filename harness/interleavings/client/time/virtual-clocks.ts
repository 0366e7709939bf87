// Replaces this thread's clocks (Date, performance, process.hrtime, process.uptime) by virtual time. They
// show the machine's time while virtual time is inactive or the harness itself reads them (`hidden`).
import { performance } from 'node:perf_hooks';
import type { VirtualTime } from './virtual-time.js';

export function installVirtualClocks(time: VirtualTime, hidden: () => boolean): void {
  const real = () => !time.active || hidden();
  installDate(time, real);
  installPerformance(time, real);
  installProcessClocks(time, real);
}

function installDate(time: VirtualTime, real: () => boolean): void {
  const RealDate = Date;
  const realNow = Date.now;
  const now = () => (real() ? realNow() : time.lookWallMs());
  RealDate.now = now;
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = VirtualDate;
  globalThis.Date = VirtualDate;
}

function installPerformance(time: VirtualTime, real: () => boolean): void {
  const realNow = performance.now.bind(performance);
  const realOrigin = performance.timeOrigin;
  Object.defineProperty(performance, 'now', {
    value: () => (real() ? realNow() : time.lookUs() / 1000),
    configurable: true,
    writable: true,
  });
  Object.defineProperty(performance, 'timeOrigin', {
    get: () => (real() ? realOrigin : time.wallAheadMs),
    configurable: true,
  });
}

const NS_PER_S = 1_000_000_000;

function installProcessClocks(time: VirtualTime, real: () => boolean): void {
  const realHrtime = process.hrtime;
  const realBigint = process.hrtime.bigint;
  const realUptime = process.uptime.bind(process);
  const hrtime = (before?: [number, number]): [number, number] => {
    if (real()) return realHrtime(before);
    const ns = time.lookUs() * 1000 - (before === undefined ? 0 : before[0] * NS_PER_S + before[1]);
    return [Math.floor(ns / NS_PER_S), ns - Math.floor(ns / NS_PER_S) * NS_PER_S];
  };
  process.hrtime = Object.assign(hrtime, {
    bigint: () => (real() ? realBigint() : BigInt(time.lookUs()) * 1000n),
  });
  process.uptime = () => (real() ? realUptime() : time.lookUs() / 1_000_000);
}
