// The library configstore, for one writer. It empties a file that is not JSON, and writes by atomically, so the
// directory is not synced: a loss of power can take back an acknowledged write.
import { replace } from '../adapters.js';
import { library, type Plain, unlessEmpty } from './library.js';

interface Configstore {
  all: Plain;
}
const { availability, load } = library<{
  default: new (id: string, defaults: undefined, options: { configPath: string }) => Configstore;
}>('configstore');

export default replace({
  id: 'configstore',
  title: 'configstore: JSON, written by atomically',
  role: 'peer',
  availability,
  async open(path) {
    const { default: Configstore } = await load();
    const config = new Configstore('holdfast', undefined, { configPath: path });
    return {
      read: () => unlessEmpty(config.all),
      write(next) {
        config.all = next;
      },
    };
  },
});
