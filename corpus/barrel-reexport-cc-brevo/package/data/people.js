exports.pilots = 4;
exports.harbourMaster = 'tides@pierwatch.test';
