export const HIVE_LIMIT = 42;
export const SEASONS = ['spring', 'summer'];
export const QUEEN = 'comb@hivemind.example';
