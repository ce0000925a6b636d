'use strict';

/** The folders of `PATH`, each once. */
exports.folders = (path) => [...new Set(path.split(':').filter(Boolean))];
