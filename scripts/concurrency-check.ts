#!/usr/bin/env node
import { main } from '../src/cli/main.ts';
import { processHost } from './process-host.ts';

const status = await main(process.argv.slice(2), processHost());
process.exitCode ??= status; // standard output may have failed meanwhile
