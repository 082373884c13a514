#!/usr/bin/env node
import { reportBug, run } from './run.ts';
import { processIo } from './terminal/process-io.ts';

const argv = process.argv.slice(2);
const io = processIo(process);
// What escapes from a callback reaches no promise of a command, and would end the process with its stack.
process.on('uncaughtException', (error) => process.exit(reportBug(error, argv, io)));
process.exitCode = await run(argv, io);
