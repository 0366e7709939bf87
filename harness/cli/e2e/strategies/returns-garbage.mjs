import { breaking } from './working-store.mjs';

const circle = {};
circle.tasks = [circle];
const garbage = [
  42,
  'a text',
  circle,
  { rev: 10n, tasks: [10n] },
  { rev: Number.POSITIVE_INFINITY, tasks: () => {} },
  Symbol('a symbol'),
  new Proxy(
    {},
    {
      get: (_, key) => {
        if (key !== 'then') throw new Error('nothing for you');
      },
    },
  ),
];
let calls = 0;
const answer = () => garbage[calls++ % garbage.length];

export default breaking('returns-garbage', { read: answer, write: answer });
