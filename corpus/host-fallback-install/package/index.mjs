/** A text in columns of a width. */
export const columns = (text, width) => text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? [];
