// Ctrl-C reaches every process of the group, hosts and actors among them. One that died of it inside strategy code
// would look like a crash of the strategy: they leave it to the harness, which ends them all the same.

export function leaveInterruptionsToTheHarness(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
}
