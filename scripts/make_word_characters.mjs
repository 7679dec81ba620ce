// Writes src/kenspeckle/text/static/text/word-characters.js from the Unicode
// tables of the JavaScript engine that runs it:
//
//     node scripts/make_word_characters.mjs
//
// Run it when a new Unicode version should count. The tests of kenspeckle.text
// compare the result with Python's own tables.
import { writeFileSync } from "node:fs";

function ranges(pattern) {
  const found = [];
  let start = -1;
  for (let point = 0; point <= 0x110000; point += 1) {
    const inside = point <= 0x10ffff && pattern.test(String.fromCodePoint(point));
    if (inside && start < 0) start = point;
    if (!inside && start >= 0) {
      const [low, high] = [start.toString(16), (point - 1).toString(16)];
      found.push(low === high ? low : `${low}-${high}`);
      start = -1;
    }
  }
  return found;
}

function lines(values) {
  const rows = [""];
  for (const value of values) {
    const piece = `${value} `;
    if (rows.at(-1).length + piece.length > 92) rows.push("");
    rows[rows.length - 1] += piece;
  }
  return rows.map((row) => `    ${JSON.stringify(row.trim())}`).join(",\n");
}

const file = new URL("../src/kenspeckle/text/static/text/word-characters.js", import.meta.url);
writeFileSync(
  file,
  `// Data, not code: the characters that decide what a word is. Written by
// scripts/make_word_characters.mjs. Browsers import it as a module; Python reads
// the JSON between the outer braces. Code points are hexadecimal, ranges inclusive.
export const characters = {
  "unicode": ${JSON.stringify(process.versions.unicode)},
  "white_space": [
${lines(ranges(/\p{White_Space}/u))}
  ],
  "letters_and_digits": [
${lines(ranges(/[\p{L}\p{N}]/u))}
  ]
};
`,
);
