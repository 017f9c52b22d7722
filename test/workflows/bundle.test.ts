import { expect, test, beforeAll } from '@jest/globals';
import { bundleWorkflows } from '../support/bundle.js';
let code: string;
beforeAll(async () => { const t=Date.now(); code = await bundleWorkflows(); console.log(Date.now()-t, code.length); });
test('x', () => { expect(code).toContain('materialise'); });
