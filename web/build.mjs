// Finds the screens, bundles them and turns them into one C++ file: the table that the gateway serves.
//   node build.mjs --npm DIR_WITH_NODE_MODULES --out DIST_DIR --cpp ASSETS.CPP
// A screen is a folder of screens/ with page.html, style.css and page.ts; nothing else lists it. Each is built once per
// language of messages/. The sources are only read: packages are resolved from --npm, so that the checkout never holds
// node_modules.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

const languages = ["vi", "en"];  // The first is that of whoever asks for none.
const page_weight_max = 30_000;  // Bytes over the line with style, script and icon, which are sent in gzip: a few seconds on 2G.
const nonce_weight = " nonce=".length + 22;  // The gateway puts it into the script's element, another one each time.

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({ options: { npm: { type: "string" }, out: { type: "string" }, cpp: { type: "string" } } });
const npm = join(resolve(options.npm), "node_modules");
const esbuild = createRequire(join(npm, "package.json"))("esbuild");

const read = (...path) => readFileSync(join(here, ...path), "utf8");
const hash_of = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
const types = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml",
                webmanifest: "application/manifest+json", wasm: "application/wasm" };

/// The first line of a page says where it is: "/wallet", or "/stall/{id}" for a page about one thing.
const address_line = /^<!-- address: (\/|\/[a-z][a-z0-9-]*(?:\/\{[a-z_]+\})?) -->\n/;

function screen_of(name) {
    const page = read("screens", name, "page.html");
    const said = address_line.exec(page);
    if (!said) throw new Error(`screens/${name}/page.html must begin with <!-- address: /… -->`);
    return { name, address: said[1], markup: page.slice(said[0].length) };
}

function screens() {
    const found = readdirSync(join(here, "screens"), { withFileTypes: true }).filter((one) => one.isDirectory()).map(({ name }) => screen_of(name));
    for (const [at, one] of found.entries()) {
        const other = found.slice(0, at).find(({ address }) => address === one.address);
        if (other) throw new Error(`screens/${other.name} and screens/${one.name} have the same address ${one.address}`);
    }
    return found;
}

function bundled(entry, options) {
    const result = esbuild.buildSync({ entryPoints: [join(here, entry)], bundle: true, minify: true, write: false, charset: "utf8",
                                       legalComments: "none", logLevel: "warning", nodePaths: [npm], ...options });
    if (result.warnings.length) throw new Error(`${entry}: see the warnings above`);
    return Buffer.from(result.outputFiles[0].contents);
}

const style_of = (name) => bundled(`screens/${name}/style.css`, { target: "chrome60" });
/// Members whose names nobody outside of a script sees: a class's own, which end in _, and parts of the stall's state that are
/// neither in an answer nor remembered by the device. Where one is asked for by name, the name says so: @__KEY__.
const private_members = new RegExp(`[a-z]_$|^(?:${[
    "announced", "check_open", "found", "fresh", "listed_to", "lost_at", "news_after", "newest", "number_of", "payee", "payments", "promised", "refused", "region", "replay",
    "sentence", "speaks", "trial_ledger", "trick", "unheard", "verdict",
].join("|")})$`);

/// `import * as words from "words"` is the file of one language; words that a page does not use are left out of it.
const script_of = (name, language) =>
    bundled(`screens/${name}/page.ts`, { target: "es2017", format: "iife", mangleProps: private_members, alias: { words: join(here, `messages/${language}.ts`) } });

async function words_of(language) {
    const module = bundled(`messages/${language}.ts`, { target: "es2017", format: "esm" });
    return import(`data:text/javascript;base64,${module.toString("base64")}`);
}
const words = Object.fromEntries(await Promise.all(languages.map(async (one) => [one, await words_of(one)])));

const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]);

function word(language, key, asked_by) {
    const found = words[language][key];
    if (typeof found !== "string") throw new Error(`${asked_by} asks for ${key}, which is no text in messages/${language}.ts`);
    return escaped(found);
}

/// {{trial.html}} is a file of parts/, {{page.js}} the address of a part, {{words.mute}} a word in the page's language,
/// {{en.mute}} the same in English whatever the page's.
function filled(markup, asked_by, language, parts) {
    return markup.replace(/\{\{([^}.]+)\.([^}]+)\}\}/g, (_, stem, end) => {
        if (stem === "words" || words[stem]) return word(words[stem] ? stem : language, end, asked_by);
        if (end === "html") return filled(read("parts", `${stem}.html`).trim(), `parts/${stem}.html`, language, parts);
        const found = parts.find(({ file }) => file === `${stem}.${end}`);
        if (!found) throw new Error(`${asked_by} asks for ${stem}.${end}, which is not built`);
        return found.path;
    });
}

/// id="mute" needs no quotes.
const plain_attribute = / ((?!lang)[a-z-]+)="([\w-]+)"(?=[^<>]*>)/g;

function page_of(screen, language, parts, brought_later) {
    const body = Buffer.from(filled(screen.markup, `screens/${screen.name}/page.html`, language, [...parts, ...brought_later]).replace(/>\n</g, "><").replace(plain_attribute, " $1=$2"));
    const weight = parts.reduce((sum, one) => sum + one.gzip.length, body.length + nonce_weight);
    if (weight > page_weight_max) throw new Error(`page ${screen.address} (${language}) weighs ${weight} bytes, more than ${page_weight_max}`);
    return { file: `${screen.name}.${language}.html`, path: screen.address, language, type: types.html, body, compiles_wasm: screen.markup.includes(".wasm}}") };
}

/// A part carries its content's hash in its name, so that a browser may keep it for ever.
function part(name, file, body) {
    const extension = file.split(".").pop();
    return { file, path: `/assets/${name}.${hash_of(body)}.${extension}`, language: "", type: types[extension], body, gzip: gzipSync(body, { level: 9 }) };
}

function assets_of(screen, icon) {
    const style = part(screen.name, "style.css", style_of(screen.name));
    return [style, ...languages.flatMap((language) => {
        const script = part(screen.name, "page.js", script_of(screen.name, language));
        return [page_of(screen, language, [script, style, icon], [...modules[language], manifest]), script];
    })];
}

/// What a page brings in only when somebody uses it, so that it weighs nothing before: modules/NAME/main.ts. A page holds it as
/// <template>, a <link> to {{NAME.css}} if it has one, then <script src="{{NAME.js}}">; one for each language.
const module_names = readdirSync(join(here, "modules"));
const module_in = (name, language) => [
    part(name, `${name}.js`, bundled(`modules/${name}/main.ts`, { target: "es2017", format: "iife", mangleProps: /[a-z]_$/, alias: { words: join(here, `messages/${language}.ts`) } })),
    ...existsSync(join(here, `modules/${name}/style.css`)) ? [part(name, `${name}.css`, bundled(`modules/${name}/style.css`, { target: "chrome60" }))] : [],
];
/// The reader of codes where browsers have none; {{zxing.wasm}} in a page also lets its scripts compile it (decision 0711).
const wasm = part("zxing", "zxing.wasm", readFileSync(join(npm, "zxing-wasm/dist/reader/zxing_reader.wasm")));
const modules_in = (language) => [...module_names.flatMap((name) => module_in(name, language)), wasm];

/// Octal escapes have at most three digits, so that what follows cannot be taken into them.
function literal(bytes) {
    const text = Array.from(bytes, (byte) => byte === 10 ? "\\n" : byte === 34 ? '\\"' : byte === 92 ? "\\\\"
        : byte < 32 || byte > 126 || byte === 63 ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte));
    const lines = [];
    for (let at = 0; at < text.length; at += 100) lines.push(`     "${text.slice(at, at + 100).join("")}"`);
    return lines.join("\n");
}

function cpp_of(assets) {
    const view = (bytes) => bytes ? `{\n${literal(bytes)}, ${bytes.length}}` : "{}";
    const entry = ({ path, language, type, body, gzip, compiles_wasm = false }) =>
        `    {"${path}", "${language}", "${type}", ${view(body)}, ${view(gzip)}, "\\"${hash_of(body)}\\"", ${compiles_wasm}},`;
    return `// Made by web/build.mjs.\n#include "web/assets.hpp"\n\nnamespace choqr::web {\nnamespace {\n` +
        `constexpr Asset embedded[] = {\n${assets.map(entry).join("\n")}\n};\n}  // namespace\n\n` +
        `std::span<const Asset> assets() { return embedded; }\n\n}  // namespace choqr::web\n`;
}

/// Installed, the page has no address bar, and opens the stall whose phone it is.
const manifest_of = (icon) => part("app", "app.webmanifest", Buffer.from(filled(read("parts", "app.webmanifest"), "parts/app.webmanifest", languages[0], [icon])));
const icon = part("icon", "icon.svg", Buffer.from(read("parts", "icon.svg")));
const manifest = manifest_of(icon);
/// A script without words is the same in every language.
const once = (all) => all.filter(({ path, language }, at) => all.findIndex((one) => one.path === path && one.language === language) === at);
const modules = Object.fromEntries(languages.map((language) => [language, modules_in(language)]));
/// At an address that stays, since a browser asks for it there: "revalidate" and no hash.
const fixed = (path, body) => ({ ...part("", path.slice(1), body), path });
const worker = fixed("/service-worker.js", bundled("worker/main.ts", { target: "es2017", format: "iife" }));
const assets = once([...screens().flatMap((screen) => assets_of(screen, icon)), ...Object.values(modules).flat(), icon, manifest, worker]);

/// The same table for whoever serves the pages without the program: address pattern → language → file.
function table_of(pages) {
    const table = {};
    for (const { path, language, file } of pages) table[path] = { ...table[path], [language]: file };
    return table;
}

rmSync(options.out, { recursive: true, force: true });
mkdirSync(join(options.out, "assets"), { recursive: true });
for (const { file, path, language, body } of assets) writeFileSync(join(options.out, language ? file : path), body);
writeFileSync(join(options.out, "pages.json"), JSON.stringify(table_of(assets.filter(({ language }) => language))));
writeFileSync(options.cpp, cpp_of(assets));
