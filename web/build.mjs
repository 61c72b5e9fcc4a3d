// Bundles the scripts of the pages into the package: src/*.ts and what they use become src/migkg/web/static/dist/.
// Nothing is fetched while this runs.
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "src", "migkg", "web", "static", "dist");
const beside = `${target}.new`;

// What a strict content security policy would refuse at run time, written so that it needs no exception.
// Each replacement must fit exactly once: a new version of a library that has changed here stops the build.
const replacements = [
  {
    file: /[/\\]yasgui\.esm\.js$/,
    changes: [
      // A style attribute in the tooltip of a syntax error; editor.css has the rule.
      [`<strong style='text-decoration:underline'>`, `<strong class='expected'>`],
      // A style element for the grips between columns; editor.css has the rules.
      [`"createStyle", (function(e, n) {`, `"createStyle", (function(e, n) {return;`],
      // Terms from a public catalogue of vocabularies; our own completers stand in for them.
      ["`${r}lov.linkeddata.es/dataset/lov/api/v2/autocomplete/terms?${o.toString()}`", "`about:blank?${r}${o}`"],
    ],
  },
  {
    file: /[/\\]cytoscape\.esm\.mjs$/,
    changes: [
      // A style element for the container; graph.css has the rule.
      ["if (!stylesheetAlreadyExists) {", "if (!stylesheetAlreadyExists && false) {"],
    ],
  },
];

const strict = {
  name: "strict",
  setup(build) {
    for (const { file, changes } of replacements) {
      build.onLoad({ filter: file }, ({ path }) => {
        let contents = readFileSync(path, "utf8");
        for (const [before, after] of changes) {
          const parts = contents.split(before);
          if (parts.length !== 2) {
            throw new Error(`${path}: found ${parts.length - 1} times, not once: ${before}`);
          }
          contents = parts.join(after);
        }
        return { contents, loader: "js" };
      });
    }
  },
};

/** The licences of all packages that the bundles are made of: they ask to be kept with the code. */
function licences() {
  const listed = execFileSync("npm", ["ls", "--omit=dev", "--all", "--parseable"], {
    cwd: here,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const inBundle = (line) => line.includes("node_modules") && !/[/\\]@?esbuild\b/.test(line);
  const folders = [...new Set(listed.split("\n").filter(inBundle))].sort();
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license}`;
    return `## ${name} ${version}\n\n${text.replace(/^/gm, "    ")}\n`;
  });
  return `# Licences of what the scripts in this folder are made of\n\n${texts.join("\n")}`;
}

rmSync(beside, { recursive: true, force: true });
mkdirSync(beside, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.ts", "src/graph.ts"],
  outdir: beside,
  bundle: true,
  minify: true,
  format: "iife", // no module: a browser loads none from a disk, where a published site may lie
  target: ["es2022"],
  legalComments: "none", // dist/licences.md has them
  loader: { ".svg": "dataurl" },
  plugins: [strict],
  logLevel: "warning",
});
writeFileSync(join(beside, "licences.md"), licences());
if (existsSync(target)) rmSync(target, { recursive: true });
renameSync(beside, target);
