// Reads texts as JSON from standard input and prints the count of each as JSON.
import { readFileSync } from "node:fs";
import { countWords } from "../static/text/words.js";

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(countWords)));
