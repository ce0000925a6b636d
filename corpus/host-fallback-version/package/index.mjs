/** A text in rows of a height. */
export const rows = (lines, height) => lines.flatMap((line, at) => (at % height ? [] : [lines.slice(at, at + height)]));
