// Compiles styles/NAME.scss to FOLDER/NAME.css with every direction written
// logically, and FOLDER/NAME.css.json, the files it was made from.
import { readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const folder = process.argv[2];

// Physical declarations of the library and the logical ones that replace them.
// Only left and right change sides when a text runs the other way.
const logical = [
  [/(^|[\s;{])(margin|padding)-left:/g, "$1$2-inline-start:"],
  [/(^|[\s;{])(margin|padding)-right:/g, "$1$2-inline-end:"],
  [/(^|[\s;{])border-left(-\w+)?:/g, "$1border-inline-start$2:"],
  [/(^|[\s;{])border-right(-\w+)?:/g, "$1border-inline-end$2:"],
  [/(^|[\s;{])left:/g, "$1inset-inline-start:"],
  [/(^|[\s;{])right:/g, "$1inset-inline-end:"],
  [/(text-align|float|clear): *left/g, "$1: start"],
  [/(text-align|float|clear): *right/g, "$1: end"],
  [/(float|clear): (start|end)/g, "$1: inline-$2"],
];

for (const file of readdirSync("styles")) {
  if (file.startsWith("_") || !file.endsWith(".scss")) continue;
  const made = compile(`styles/${file}`, {
    loadPaths: ["node_modules", "node_modules/govuk-frontend/dist"],
    quietDeps: true,
    charset: false,
  });
  const css = logical.reduce((text, [physical, replacement]) => text.replace(physical, replacement), made.css);
  const target = `${folder}/${file.replace(/\.scss$/, ".css")}`;
  writeFileSync(target, css);
  const inputs = made.loadedUrls.filter((url) => url.protocol === "file:").map((url) => fileURLToPath(url));
  writeFileSync(`${target}.json`, JSON.stringify({ inputs: Object.fromEntries(inputs.map((path) => [path, {}])) }));
}
