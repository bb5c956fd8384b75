// node bundle.mjs NPM_FOLDER SOURCES OUT: every module of the pages but those that start one, each as one file for node.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [npm, sources, out] = process.argv.slice(2);
const esbuild = createRequire(join(resolve(npm), "package.json"))("esbuild");
const folders = ["screens", "parts", "device", "api", "messages", "modules"];

/// Node 18 lists no folder recursively.
function modules_in(folder) {
    return readdirSync(join(sources, folder), { withFileTypes: true }).flatMap((one) => one.isDirectory() ? modules_in(join(folder, one.name))
        : one.name.endsWith(".ts") && !["page.ts", "main.ts"].includes(one.name) ? [join(sources, folder, one.name)] : []);
}

esbuild.buildSync({ entryPoints: folders.flatMap(modules_in), outdir: out, outbase: sources, outExtension: { ".js": ".mjs" },
                    bundle: true, format: "esm", target: "es2017", charset: "utf8", alias: { words: join(resolve(sources), "messages/vi.ts") } });
