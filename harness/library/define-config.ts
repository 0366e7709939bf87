// For holdfast.config.ts and .mjs: the same value, with its type known to the editor.
import type { Config } from '../cli/options/configuration.js';

export function defineConfig(config: Config): Config {
  return config;
}
