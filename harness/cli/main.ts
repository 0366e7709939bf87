#!/usr/bin/env node
// The entry of the command `holdfast`: the real process and the real parts of the harness, put together.
// The exit code is set rather than forced, so that what was written still reaches a slow pipe.
import { runCli } from './command-line.js';
import { processIo } from './process-io.js';
import { harnessPorts } from './wiring.js';

process.exitCode = await runCli(process.argv.slice(2), harnessPorts(), processIo());
