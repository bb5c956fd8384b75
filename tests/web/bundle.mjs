// node bundle.mjs NPM_FOLDER SOURCES OUT: the modules that need no document, each as one file for node.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [npm, sources, out] = process.argv.slice(2);
const esbuild = createRequire(join(resolve(npm), "package.json"))("esbuild");
const entryPoints = ["speech", "format", "payments", "payload", "live", "report"].map((name) => join(sources, `${name}.ts`));
esbuild.buildSync({ entryPoints, outdir: out, outExtension: { ".js": ".mjs" }, bundle: true, format: "esm", target: "es2017", charset: "utf8" });
