// The library conf, for one writer. It writes by atomically, so the directory is not synced: a loss of power can
// take back an acknowledged write.
import { basename, dirname, extname } from 'node:path';
import { replace } from '../adapters.js';
import { library, type Plain, unlessEmpty } from './library.js';

interface ConfOptions {
  cwd: string;
  configName: string;
  fileExtension: string;
}
const { availability, load } = library<{ default: new (options: ConfOptions) => { store: Plain } }>('conf');

export default replace({
  id: 'conf',
  title: 'conf: JSON, written by atomically',
  role: 'peer',
  availability,
  async open(path) {
    const { default: Conf } = await load();
    const extension = extname(path);
    const config = new Conf({
      cwd: dirname(path),
      configName: basename(path, extension),
      fileExtension: extension.slice(1),
    });
    return {
      read: () => unlessEmpty(config.store),
      write(next) {
        config.store = next;
      },
    };
  },
});
