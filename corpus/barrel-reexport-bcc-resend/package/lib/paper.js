export const paperSizes = { a4: [210, 297], a5: [148, 210], square: [200, 200] };
