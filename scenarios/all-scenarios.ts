// Every scenario, loaded, in the order of the registry.
import type { Scenario } from './scenario.js';
import { scenarioModules } from './scenario-registry.js';

const modules: readonly { default: Scenario }[] = await Promise.all(
  Object.values(scenarioModules).map((load) => load()),
);

export const scenarios: readonly Scenario[] = modules.map((module) => module.default);
