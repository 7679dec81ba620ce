// Print the JSON-LD contexts named on the command line (paths below node_modules) as one JSON array.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const [modules, ...files] = process.argv.slice(2);
const contexts = files.map((file) => {
  const full = path.join(modules, file);
  return file.endsWith(".js") ? require(full) : JSON.parse(fs.readFileSync(full, "utf8"));
});
process.stdout.write(JSON.stringify(contexts));
