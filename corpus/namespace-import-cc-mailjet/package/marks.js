export const bad = 'needs repair';
export const check = 'ridge@slateline.invalid';
export const good = 'sound';
