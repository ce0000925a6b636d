'use strict';

/** The names of packages in a list of folders. */
exports.names = (folders) => folders.map((folder) => folder.split('/').pop());
