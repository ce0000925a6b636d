export { default as colour } from './ink/base.js';
