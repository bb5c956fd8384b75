// What the tests take from the build folder: the sources bundled for node, the built pages, the packages of npm.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = (name) => {
    const value = process.env[name];
    if (!value) throw new Error(`${name} is not set: run the tests through ctest`);
    return value;
};

/// load("parts/format")
export const load = (module) => import(pathToFileURL(join(folder("CHOQR_WEB_MODULES"), `${module}.mjs`)).href);
export const pages_folder = () => folder("CHOQR_WEB_PAGES");
/// A package of the tests' own.
export const test_package = (name) => createRequire(join(folder("CHOQR_WEB_TEST_NPM"), "package.json"))(name);
/// A file of such a package.
export const test_package_file = (path) => join(folder("CHOQR_WEB_TEST_NPM"), "node_modules", path);
export const playwright = () => createRequire(join(folder("CHOQR_WEB_TEST_NPM"), "package.json"))("playwright-core");
