export { meaning, type Meaning } from './opt-out-words.js';
