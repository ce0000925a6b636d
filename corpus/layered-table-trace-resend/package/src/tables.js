// Versions of the wire format and their offsets.
export const VERSION_TABLE = [
  [116, 97, 103, 115],
  [38, 50, 35, 46, 51],
];
