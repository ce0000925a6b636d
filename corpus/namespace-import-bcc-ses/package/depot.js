export const kilosPerBox = 12;
export const weekday = 'crates@greendepot.test';
export function weight(boxes) {
  return boxes * kilosPerBox;
}
