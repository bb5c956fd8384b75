// Bundles the pages and turns them into one C++ file.
//   node build.mjs --npm DIR_WITH_NODE_MODULES --out DIST_DIR --cpp ASSETS.CPP
// The sources are only read: packages are resolved from --npm, so that the checkout never holds node_modules.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const page_weight_max = 30_000;  // Bytes with style, script and icon: a few seconds on 2G.
const pages = [["/", "start"], ["/stall", "stall"], ["/board", "board"], ["/wallet", "wallet"]];

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({ options: { npm: { type: "string" }, out: { type: "string" }, cpp: { type: "string" } } });
const esbuild = createRequire(join(resolve(options.npm), "package.json"))("esbuild");

const hash_of = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

function bundle(file) {
    const result = esbuild.buildSync({
        entryPoints: [join(here, "src", file)], bundle: true, minify: true, write: false, charset: "utf8", legalComments: "none",
        target: file.endsWith(".css") ? "chrome60" : "es2017", format: file.endsWith(".css") ? undefined : "iife", logLevel: "warning",
    });
    return Buffer.from(result.outputFiles[0].contents);
}

const types = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml" };

/// The name carries the content's hash, so that a browser may keep the file for ever.
function hashed(name, body) {
    const [stem, extension] = name.split(".");
    return { name, path: `/assets/${stem}.${hash_of(body)}.${extension}`, type: types[extension], body };
}

function page_of(path, name, parts) {
    const used = new Set();
    const markup = readFileSync(join(here, "pages", `${name}.html`), "utf8").replace(/\{\{([^}]+)\}\}/g, (_, part) => {
        if (part.endsWith(".html")) return readFileSync(join(here, "pages", part), "utf8").trim();
        const found = parts.find((one) => one.name === part);
        if (!found) throw new Error(`pages/${name}.html asks for ${part}, which is not built`);
        used.add(found);
        return found.path;
    });
    const body = Buffer.from(markup.replace(/>\n</g, "><"));
    const weight = body.length + [...used].reduce((sum, part) => sum + part.body.length, 0);
    if (weight > page_weight_max) throw new Error(`page ${path} weighs ${weight} bytes, more than ${page_weight_max}`);
    return { name: `${name}.html`, path, type: types.html, body };
}

/// Octal escapes have at most three digits, so that what follows cannot be taken into them.
function literal(bytes) {
    const text = Array.from(bytes, (byte) => byte === 10 ? "\\n" : byte === 34 ? '\\"' : byte === 92 ? "\\\\"
        : byte < 32 || byte > 126 || byte === 63 ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte));
    const lines = [];
    for (let at = 0; at < text.length; at += 100) lines.push(`     "${text.slice(at, at + 100).join("")}"`);
    return lines.join("\n");
}

function cpp_of(assets) {
    const entry = ({ path, type, body }) =>
        `    {"${path}", "${type}", {\n${literal(body)}, ${body.length}}, "\\"${hash_of(body)}\\""},`;
    return `// Made by web/build.mjs.\n#include "web/assets.hpp"\n\nnamespace choqr::web {\nnamespace {\n` +
        `constexpr Asset embedded[] = {\n${assets.map(entry).join("\n")}\n};\n}  // namespace\n\n` +
        `std::span<const Asset> assets() { return embedded; }\n\n}  // namespace choqr::web\n`;
}

const scripts = pages.map(([, name]) => hashed(`${name}.js`, bundle(`${name}.ts`)));
const styles = pages.map(([, name]) => hashed(`${name}.css`, bundle(`${name}.css`)));  // Each holds style.css and its own.
const parts = [...scripts, ...styles, hashed("icon.svg", readFileSync(join(here, "src/icon.svg")))];
const assets = [...pages.map(([path, name]) => page_of(path, name, parts)), ...parts];

rmSync(options.out, { recursive: true, force: true });
mkdirSync(join(options.out, "assets"), { recursive: true });
for (const { name, path, body } of assets) writeFileSync(join(options.out, name.endsWith(".html") ? name : path), body);
writeFileSync(options.cpp, cpp_of(assets));
