/** Writes down what Terraform makes of the templates: `npx tsx test/conformance/recordCooking.ts`, with terraform on the path. */
import fs from 'node:fs';
import { COOKING_CASES } from './cookingCases.ts';
import { evaluate, terraformVersion } from './terraform.ts';

const FILE = new URL('../fixtures/hcl/cooking.json', import.meta.url);

const terraform = terraformVersion();
const values = evaluate(COOKING_CASES);
const cases = COOKING_CASES.map((expression, i) => ({ expression, value: values[i] }));
const lines = cases.map((each) => `  ${JSON.stringify(each)}`).join(',\n');
fs.writeFileSync(FILE, `{\n"terraform": ${JSON.stringify(terraform)},\n"cases": [\n${lines}\n]}\n`);
console.log(`${cases.length} templates, terraform ${terraform}`);
