exports.harbours = ['Eastpoint', 'Gull Rock', 'Long Pier', 'Westpoint'];
