#!/usr/bin/env node
// The entry of the command `holdfast`: the real process and the real parts of the harness, put together. They
// are loaded lazily, so that what prevents that is said in words. The exit code is set rather than forced, so
// that what was written still reaches a slow pipe.
import { EXIT_CODE, failureText } from './start-failure.js';

process.on('uncaughtException', (error) => {
  process.stderr.write(failureText('itself failed', error, process.env.NODE_OPTIONS));
  if (process.argv.includes('--verbose')) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exit(EXIT_CODE);
});

try {
  const { processIo } = await import('./process-io.js');
  const io = processIo();
  const { runCli } = await import('./command-line.js');
  const { harnessPorts } = await import('./wiring.js');
  process.exitCode = await runCli(process.argv.slice(2), harnessPorts(), io);
} catch (error) {
  process.exitCode = EXIT_CODE;
  process.stderr.write(failureText('could not start', error, process.env.NODE_OPTIONS));
}
