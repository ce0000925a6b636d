export * from './paper.js';
export { colour as inkProfile } from './ink.js';
