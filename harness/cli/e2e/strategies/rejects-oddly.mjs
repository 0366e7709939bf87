import { breaking } from './working-store.mjs';

const odd = [
  undefined,
  null,
  'a text',
  Symbol('a symbol'),
  Object.freeze(new Error('frozen')),
  Object.create(null),
  {
    get code() {
      throw new Error('no code for you');
    },
  },
  new Proxy(
    {},
    {
      get() {
        throw new Error('nothing for you');
      },
    },
  ),
];
let calls = 0;
const reject = () => Promise.reject(odd[calls++ % odd.length]);

export default breaking('rejects-oddly', { read: reject, write: reject });
