// Random small programs for toys: two or three clients with a few instructions each on few cells, sets and
// locks, so that most of them conflict; with branches on values read, locks that may be busy, sleeps and
// clocks.
import fc from 'fast-check';
import type { ToyOperation, ToyThread } from './toy-program.js';

export type Instruction =
  | { do: 'read' | 'increment'; cell: string }
  | { do: 'write'; cell: string; value: number }
  | { do: 'add'; set: string; item: number }
  | { do: 'list'; set: string }
  | { do: 'move'; from: string; to: string }
  | { do: 'try-lock'; lock: string; elseSleepMs: number }
  | { do: 'unlock'; lock: string }
  | { do: 'sleep'; ms: number }
  | { do: 'clock' }
  | { do: 'skip-if'; value: number; count: number };

/** The operation of an instruction; null: it is none. `last`: what was read last. */
export function operationOf(instruction: Instruction, last: number): ToyOperation | null {
  const { do: what } = instruction;
  switch (what) {
    case 'read':
      return {
        label: `read ${instruction.cell}`,
        keys: [`content:${instruction.cell}`],
        perform: (state) => ({
          value: state.get(instruction.cell) ?? 0,
          accesses: [
            { resource: `inode:${instruction.cell}`, mode: 'read', key: `content:${instruction.cell}` },
          ],
        }),
      };
    case 'increment':
    case 'write': {
      const value = what === 'write' ? instruction.value : last + 1;
      const { cell } = instruction;
      return {
        label: `write ${cell} ${value}`,
        keys: [`content:${cell}`],
        perform: (state) => {
          state.set(cell, value);
          return {
            value: null,
            accesses: [{ resource: `inode:${cell}`, mode: 'write', key: `content:${cell}` }],
          };
        },
      };
    }
    case 'add': {
      const { set, item } = instruction;
      return {
        label: `add ${item} to ${set}`,
        keys: [`entries:${set}`, `name:${set}/${item}`],
        perform: (state) => {
          state.set(`${set}/${item}`, true);
          return {
            value: null,
            accesses: [
              { resource: `name:${set}/${item}`, mode: 'write', key: `name:${set}/${item}` },
              { resource: `entries:${set}`, mode: 'change', key: `entries:${set}` },
            ],
          };
        },
      };
    }
    case 'list': {
      const { set } = instruction;
      return {
        label: `list ${set}`,
        keys: [`entries:${set}`],
        perform: (state) => ({
          value: [...state.keys()].filter((name) => name.startsWith(`${set}/`)).length,
          accesses: [{ resource: `entries:${set}`, mode: 'read', key: `entries:${set}` }],
        }),
      };
    }
    case 'move': {
      const { from, to } = instruction;
      return {
        label: `move ${from} to ${to}`,
        keys: [`content:${from}`, `content:${to}`],
        perform: (state) => {
          const value = state.get(from) ?? 0;
          state.set(to, value);
          return {
            value: null,
            accesses: [
              { resource: `inode:${from}`, mode: 'read', key: `content:${from}` },
              { resource: `inode:${to}`, mode: 'write', key: `content:${to}` },
            ],
          };
        },
      };
    }
    case 'try-lock':
    case 'unlock': {
      const name = `lock:${instruction.lock}`;
      return {
        label: `${what} ${instruction.lock}`,
        keys: [name],
        perform: (state, client) => {
          const owner = state.get(name) ?? null;
          const value = what === 'try-lock' ? owner === null || owner === client : owner === client;
          if (value && what === 'try-lock') state.set(name, client);
          if (value && what === 'unlock') state.delete(name);
          return { value, accesses: [{ resource: name, mode: 'write', key: name }] };
        },
      };
    }
    case 'sleep':
    case 'clock':
    case 'skip-if':
      return null;
  }
}

export function threadOf(instructions: readonly Instruction[]): ToyThread {
  return function* run() {
    let last = 0;
    for (let i = 0; i < instructions.length; i += 1) {
      const instruction = instructions[i];
      if (instruction === undefined) return;
      const operation = operationOf(instruction, last);
      if (operation !== null) {
        const value = yield operation;
        if (typeof value === 'number') last = value;
        if (instruction.do === 'try-lock' && value === false) {
          if (instruction.elseSleepMs > 0) yield { sleepMs: instruction.elseSleepMs };
          else i += 1;
        }
      } else if (instruction.do === 'sleep') yield { sleepMs: instruction.ms };
      else if (instruction.do === 'clock') {
        const now = yield { readClock: true };
        if (typeof now === 'number') last = now;
      } else if (instruction.do === 'skip-if' && last === instruction.value) i += instruction.count;
    }
  };
}

const cell = fc.constantFrom('x', 'y');
const lock = fc.constantFrom('l', 'm');
const plain: fc.Arbitrary<Instruction>[] = [
  fc.record({ do: fc.constantFrom('read' as const, 'increment' as const), cell }),
  fc.record({ do: fc.constant('write' as const), cell, value: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('add' as const), set: fc.constant('s'), item: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ do: fc.constant('list' as const), set: fc.constant('s') }),
  fc.record({ do: fc.constant('move' as const), from: cell, to: cell }),
  fc.record({ do: fc.constant('try-lock' as const), lock, elseSleepMs: fc.constantFrom(0, 0, 1) }),
  fc.record({ do: fc.constant('unlock' as const), lock }),
  fc.record({
    do: fc.constant('skip-if' as const),
    value: fc.integer({ min: 0, max: 1 }),
    count: fc.integer({ min: 1, max: 2 }),
  }),
];
const timed: fc.Arbitrary<Instruction>[] = [
  fc.record({ do: fc.constant('sleep' as const), ms: fc.constantFrom(1, 2) }),
  fc.constant({ do: 'clock' as const }),
];

export function randomInstruction(options: { timed: boolean }): fc.Arbitrary<Instruction> {
  return fc.oneof(...plain, ...(options.timed ? timed : []));
}

/** Programs of 2 or 3 clients. */
export function randomToys(options: { timed: boolean }): fc.Arbitrary<Instruction[][]> {
  const instruction = randomInstruction(options);
  const thread = (maxLength: number): fc.Arbitrary<Instruction[]> =>
    fc.array(instruction, { minLength: 1, maxLength });
  return fc.oneof(fc.tuple(thread(5), thread(5)), fc.tuple(thread(3), thread(3), thread(3)));
}
