// Ctrl-C reaches every process of the group, hosts and actors too. One that died of it inside strategy code
// would look like a crash of the strategy, so children ignore it and the harness ends them.

export function leaveInterruptionsToTheHarness(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
}
