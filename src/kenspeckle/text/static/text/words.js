// Counts words by the one rule that the server uses too (kenspeckle.text.words):
// a word is a maximal run between White_Space characters that holds at least one
// letter or digit. What those are is data, in word-characters.js, so that an old
// phone and the server never disagree about it.
import { characters } from "./word-characters.js";

function characterClass(rows) {
  return rows
    .join(" ")
    .split(" ")
    .map((range) =>
      range
        .split("-")
        .map((point) => `\\u{${point}}`)
        .join("-"),
    )
    .join("");
}

const between = new RegExp(`[${characterClass(characters.white_space)}]+`, "u");
const letterOrDigit = new RegExp(`[${characterClass(characters.letters_and_digits)}]`, "u");

/** The number of words in a text. */
export function countWords(text) {
  return text.split(between).filter((run) => letterOrDigit.test(run)).length;
}
