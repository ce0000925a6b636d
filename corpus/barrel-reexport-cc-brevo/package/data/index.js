module.exports = { ...require('./harbours'), ...require('./people') };
