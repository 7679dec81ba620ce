// Writes each value given on standard input as RFC 8785 describes it: JSON.stringify, keys
// sorted as JavaScript sorts strings. Flat objects only.
import { readFileSync } from "node:fs";

function canonical(value) {
  if (Array.isArray(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(value[key])}`);
  return `{${members.join(",")}}`;
}

const values = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(values.map(canonical)));
