import { writeFileSync } from 'node:fs';
import { envExample } from '../runtime/config/example.js';
import { asset } from '../runtime/root.js';

// `npm run env-example`: after a change of the settings; a test fails while the file is out of date.
const file = asset('.env.example');
writeFileSync(file, envExample());
process.stdout.write(`已写入 wrote ${file}\n`);
