// docs/how-to/new-screen.md, done: one folder, and the screen is in the table, in both languages, with nothing else touched.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, test } from "node:test";

const web = fileURLToPath(new URL("../../../web", import.meta.url));
const npm = process.env.CHOQR_WEB_NPM;

const page = `<!-- address: /scale/{id} -->
<!doctype html>
<html lang="{{words.language}}">
<head><meta charset="utf-8"><title>{{words.market}}</title>
<link rel="icon" href="{{icon.svg}}"><link rel="stylesheet" href="{{style.css}}"></head>
<body>{{trial.html}}<main id="main" hidden></main><script src="{{page.js}}" defer></script></body>
</html>
`;
const files = {
    "page.html": page,
    "style.css": '@import "../../parts/style.css";\n.scale { color: #000; }\n',
    "state.ts": "export interface State { readonly grams: number }\nexport const first_state: State = { grams: 0 };\n",
    "view.ts": 'import { by_id, show } from "../../parts/dom";\nimport type { State } from "./state";\n' +
               'export const show_state = (state: State): void => show(by_id("main"), state.grams === 0);\n',
    "page.ts": 'import { first_state } from "./state";\nimport { show_state } from "./view";\n\nshow_state(first_state);\n',
};

let work;
before(() => { work = mkdtempSync(join(tmpdir(), "choqr-screen-")); });
after(() => rmSync(work, { recursive: true, force: true }));

function plant(name, contents) {
    mkdirSync(join(work, "web/screens", name), { recursive: true });
    for (const file of Object.keys(contents)) writeFileSync(join(work, "web/screens", name, file), contents[file]);
}

const copy_web = () => {
    rmSync(join(work, "web"), { recursive: true, force: true });
    cpSync(web, join(work, "web"), { recursive: true });
};
const run = (...command) => execFileSync(process.execPath, command, { encoding: "utf8", stdio: "pipe" });
const build = () => run(join(work, "web/build.mjs"), "--npm", npm, "--out", join(work, "dist"), "--cpp", join(work, "assets_made.cpp"));

test("new screen: a folder is enough; its page answers in both languages", () => {
    copy_web();
    plant("scale", files);
    for (const project of ["", "tsconfig.en.json"]) run(join(npm, "node_modules/typescript/bin/tsc"), "-p", join(work, "web", project));
    build();
    assert.deepEqual(JSON.parse(readFileSync(join(work, "dist/pages.json"), "utf8"))["/scale/{id}"], { vi: "scale.vi.html", en: "scale.en.html" });
    assert.match(readFileSync(join(work, "dist/scale.en.html"), "utf8"), /<html lang="en">.*<title>Market<\/title>.*\/assets\/scale\.[0-9a-f]{16}\.js/s);

    // The program's own look-up, over the table that was just made.
    writeFileSync(join(work, "look.cpp"), `#include <cstdio>\n#include "web/assets.hpp"\nint main(int, char** asked) {\n` +
        `    const auto* found = choqr::web::find_asset(asked[1], asked[2]);\n` +
        `    if (found != nullptr) std::printf("%s %s", found->path.data(), found->language.data());\n}\n`);
    execFileSync(process.env.CHOQR_CXX, ["-std=c++20", "-I", work, "look.cpp", "assets_made.cpp", "web/assets.cpp", "-o", "look"], { cwd: work });
    const look = (...asked) => execFileSync(join(work, "look"), asked, { encoding: "utf8" });
    assert.equal(look("/scale/sc1", "en"), "/scale/{id} en");
    assert.equal(look("/scale/sc1", "vi"), "/scale/{id} vi");
    assert.equal(look("/scale", "vi"), "");
});

test("new screen: what is missing or wrong is named, and nothing is built", () => {
    const fails = (contents, expected) => {
        copy_web();
        plant("scale", { ...files, ...contents });
        assert.throws(build, (error) => expected.test(error.stderr) || assert.fail(error.stderr));
    };
    fails({ "page.html": page.replace(/^.*\n/, "") }, /screens\/scale\/page\.html must begin with <!-- address/);
    fails({ "page.html": page.replace("/scale/{id}", "/wallet") }, /screens\/scale and screens\/wallet have the same address \/wallet/);
    fails({ "page.html": page.replace("{{words.market}}", "{{words.markt}}") }, /screens\/scale\/page\.html asks for markt/);
    fails({ "page.html": page.replace("page.js", "scale.js") }, /asks for scale\.js, which is not built/);
    fails({ "style.css": `.scale { content: "${randomBytes(40_000).toString("base64")}"; }` }, /page \/scale\/\{id\} \(vi\) weighs \d+ bytes, more than 30000/);
});
