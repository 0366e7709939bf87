#!/usr/bin/env node
// The entry of the command `holdfast`: the real process and the real parts of the harness, put together. They
// are loaded lazily, so that what prevents that is said in words. The exit code is set rather than forced, so
// that what was written still reaches a slow pipe.
import { EXIT_CODE, startFailure } from './start-failure.js';

try {
  const { processIo } = await import('./process-io.js');
  const io = processIo();
  const { runCli } = await import('./command-line.js');
  const { harnessPorts } = await import('./wiring.js');
  process.exitCode = await runCli(process.argv.slice(2), harnessPorts(), io);
} catch (error) {
  process.exitCode = EXIT_CODE;
  process.stderr.write(startFailure(error, process.env.NODE_OPTIONS));
}
