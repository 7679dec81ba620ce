// Canonicalise datasets with rdf-canonize, W3C's reference for RDFC-1.0.
//
// Reads a JSON list of N-Quads texts from standard input, prints the list of their canonical forms.
import {readFileSync} from 'node:fs';
import * as rdfc from 'rdf-canonize';

const texts = JSON.parse(readFileSync(0, 'utf8'));
const options = {algorithm: 'RDFC-1.0', inputFormat: 'application/n-quads', maxWorkFactor: Infinity};
const forms = [];
for(const text of texts) {
  forms.push(await rdfc.canonize(text, options));
}
console.log(JSON.stringify(forms));
