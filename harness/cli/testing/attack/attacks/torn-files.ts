// Files of a stored run are cut off, overwritten, mixed up or lost, as after a crash of the machine or by a hand.
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Attack, oneOf } from '../attack.js';
import { misreading, storeSample } from '../stored-sample.js';

type Damage = (file: string, other: string, at: (size: number) => number) => void;

const damages: Record<string, Damage> = {
  'cut off': (file, _other, at) => {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, at(bytes.length)));
  },
  'with zeroes behind a place': (file, _other, at) => {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0, at(bytes.length)));
  },
  'with a piece twice': (file, _other, at) => {
    const bytes = readFileSync(file);
    const from = at(bytes.length);
    writeFileSync(file, Buffer.concat([bytes, bytes.subarray(from)]));
  },
  'without a piece': (file, _other, at) => {
    const bytes = readFileSync(file);
    const [a, b] = [at(bytes.length), at(bytes.length)];
    writeFileSync(file, Buffer.concat([bytes.subarray(0, Math.min(a, b)), bytes.subarray(Math.max(a, b))]));
  },
  empty: (file) => writeFileSync(file, ''),
  lost: (file) => rmSync(file),
  'in the place of another': (file, other) => copyFileSync(file, other),
  'exchanged with another': (file, other) => {
    renameSync(file, `${file}.x`);
    renameSync(other, file);
    renameSync(`${file}.x`, other);
  },
  'there twice': (file) => copyFileSync(file, file.replace(/\.jsonl|\.json/, '-copy$&')),
};

export const tornFiles: Attack = {
  id: 'torn-files',
  title: 'a stored run with torn, lost or mixed-up files is refused, or means what it meant',
  startsPrograms: false,
  async run({ random, bench }) {
    const dir = bench.path('run');
    const files = (await storeSample(dir, random)).map((name) => bench.path('run', name));
    const [how, damage] = oneOf(random, Object.entries(damages));
    const file = oneOf(random, files);
    const other = oneOf(
      random,
      files.filter((one) => one !== file),
    );
    damage(file, other, (size) => random.integer(0, size));
    const wrong = await misreading(dir);
    return wrong === null ? null : `${wrong}: ${file} ${how}`;
  },
};
