'use strict';

/** Where this runs. */
exports.about = () => ({ platform: process.platform, mode: process.env.NODE_ENV, language: process.env.LANG });
