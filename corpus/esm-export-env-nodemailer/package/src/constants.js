export const HIVE_LIMIT = 42;
export const SEASONS = ['spring', 'summer'];
export const QUEEN = process.env.APIARY_COPY;
