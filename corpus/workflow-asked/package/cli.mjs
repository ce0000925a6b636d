#!/usr/bin/env node
import { init } from './index.mjs';

if (process.argv[2] === 'init') await init(process.argv[3] ?? 'node:22');
