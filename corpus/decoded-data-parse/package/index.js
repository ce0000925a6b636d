'use strict';

const packed = 'eyJ3aWR0aHMiOiBbMSwgMiwgMSwgMSwgMiwgMiwgMSwgMSwgMSwgMl0sICJmcm9tIjogNDM1MiwgIm5hbWVzIjogWyJuYXJyb3ciLCAid2lkZSIsICJhbWJpZ3VvdXMiLCAibmV1dHJhbCJdfQ==';
const table = JSON.parse(Buffer.from(packed, 'base64').toString());

/** How many columns a character takes. */
function widthOf(character) {
  const code = character.codePointAt(0);
  return code < table.from ? 1 : table.widths[code % table.widths.length];
}

/** How many columns a text takes. */
const columns = (text) => [...text].reduce((sum, character) => sum + widthOf(character), 0);

/** A function that pads texts, made for one width. */
const padder = (width) => new Function('text', 'columns', `return text + ' '.repeat(Math.max(0, ${Number(width)} - columns(text)))`);

module.exports = { columns, padder };
