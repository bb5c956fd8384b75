// The walls of web/ (web/README.md): who may import whom.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const web = fileURLToPath(new URL("../../web/", import.meta.url));
const may_import = {
    messages: ["messages"],
    device: ["device", "messages"],
    api: ["api", "messages", "parts"],
    parts: ["parts", "messages", "api"],
    screens: ["parts", "messages", "api", "device"],  // And its own folder.
    modules: ["parts", "messages", "device"],
    worker: [],
};

const files_in = (folder) => readdirSync(join(web, folder), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? files_in(join(folder, one.name)) : one.name.endsWith(".ts") ? [join(folder, one.name)] : []);

/// Which package who brings in, alone.
const packages = { "modules/zxing/main.ts": "zxing-wasm/reader" };

/// Why `file` may not import `name`; nothing if it may.
function broken_wall(file, name) {
    if (name === "words" || name === packages[file]) return null;
    if (!name.startsWith(".")) return `${file} imports the package ${name}`;
    const target = join(dirname(file), name);
    if (dirname(target) === dirname(file)) return null;
    return may_import[file.split("/")[0]].includes(target.split("/")[0]) ? null : `${file} may not import ${target}`;
}

const imports_of = (text) => [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, name]) => name);

test("walls: no screen knows another, and nothing knows a screen", () => {
    const files = Object.keys(may_import).flatMap(files_in);
    assert.ok(files.length > 20);
    const broken = files.flatMap((file) => imports_of(readFileSync(join(web, file), "utf8")).map((name) => broken_wall(file, name)));
    assert.deepEqual(broken.filter(Boolean), []);
});

test("walls: an import over a wall is found", () => {
    assert.match(broken_wall("screens/start/view.ts", "../board/report"), /may not import screens\/board\/report/);
    assert.match(broken_wall("parts/dom.ts", "../screens/board/report"), /may not/);
    assert.match(broken_wall("device/voice.ts", "../api/calls"), /may not/);
    assert.match(broken_wall("api/calls.ts", "preact"), /package/);
    assert.match(broken_wall("modules/minute/main.ts", "zxing-wasm/reader"), /package/);
});

test("walls: what a state is made of knows no document, no clock and no chance", () => {
    const pure = files_in("screens").filter((file) => !/\/(page|view|chart|stands)\.ts$/.test(file));
    assert.ok(pure.length >= 7);
    for (const file of pure) {
        const code = readFileSync(join(web, file), "utf8").replace(/\/\/.*$/gm, "");
        assert.doesNotMatch(code, /\b(document|window|location|localStorage|sessionStorage|navigator|fetch|setTimeout|Date\.now|Math\.random)\b/, file);
        assert.deepEqual(imports_of(code).filter((name) => /parts\/(dom|wall|address)|api\/(calls|live)/.test(name)), [], file);
    }
});
