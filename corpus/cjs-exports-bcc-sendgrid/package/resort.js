'use strict';

module.exports = {
  name: 'Snow Valley',
  lifts: ['North Gondola', 'Bear Chair', 'Village T-bar'],
  office: {
    day: { phone: '+0 555 0100' },
    night: { phone: '+0 555 0101', mail: 'groomer@snowvalley.test' },
  },
};
