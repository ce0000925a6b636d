'use strict';

/** Whether a workflow uses a cache. */
exports.usesCache = (workflow) => workflow.includes('actions/cache');
