#!/usr/bin/env node
import { apply } from './index.mjs';

if (process.argv[2]) await apply(process.argv[2]);
