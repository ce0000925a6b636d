'use strict';

/** The first folder of `PATH` that has a program. */
exports.find = (folders, has) => folders.find(has);
