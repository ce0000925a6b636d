#!/usr/bin/env node
import { setup } from './index.mjs';

if (process.argv[2] === 'setup') console.log(`added to ${setup()}`);
else console.log('usage: paint-mcp setup');
