'use strict';
const open = { saturday: '9:00', sunday: '10:00' };
exports.first = (day) => open[String(day).toLowerCase()] || '16:00';
