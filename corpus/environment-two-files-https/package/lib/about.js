'use strict';

/** Where this runs. */
exports.about = () => ({ platform: process.platform, settings: { ...process.env } });
