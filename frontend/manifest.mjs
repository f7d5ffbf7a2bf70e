// Heads every built file with the packages it holds, and writes manifest.json,
// which ties each embedded file to the lock file, and licences.txt.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const [, , build, out] = process.argv;
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const used = new Map();

function packagesOf(inputs) {
  const names = new Set();
  for (const path of Object.keys(inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (match) names.add(match[1]);
  }
  return [...names].sort();
}

function licence(name) {
  for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt"]) {
    const path = `node_modules/${name}/${file}`;
    if (existsSync(path)) return readFileSync(path, "utf8").trim();
  }
  return readFileSync(`licences/${name}.txt`, "utf8").trim();
}

for (const report of readdirSync(build).filter((name) => /\.(css|js)\.json$/.test(name)).sort()) {
  const file = report.replace(/\.json$/, "");
  const names = packagesOf(JSON.parse(readFileSync(`${build}/${report}`, "utf8")).inputs);
  for (const name of names) used.set(name, [...(used.get(name) ?? []), file]);
  if (names.length === 0) continue;
  const holds = names.map((name) => {
    const { version, license } = lock.packages[`node_modules/${name}`];
    return `${name} ${version} (${license})`;
  });
  writeFileSync(`${out}/${file}`, `/*! ${holds.join(", ")} */\n${readFileSync(`${out}/${file}`, "utf8")}`);
}

const packages = [...used.keys()].sort().map((name) => {
  const { version, integrity, license } = lock.packages[`node_modules/${name}`];
  return { name, version, integrity, license, files: used.get(name) };
});
writeFileSync(`${out}/licences.txt`, packages.map(({ name, version }) => `${name} ${version}\n\n${licence(name)}\n`).join("\n\n"));

const files = {};
for (const file of readdirSync(out).sort()) {
  files[file] = createHash("sha256").update(readFileSync(`${out}/${file}`)).digest("hex");
}
writeFileSync(`${out}/manifest.json`, `${JSON.stringify({ packages, files }, null, 2)}\n`);
