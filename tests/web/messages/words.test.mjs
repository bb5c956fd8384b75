// Every word that people read stands in web/messages, once per language, and is used.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { load } from "../load.mjs";

const web = new URL("../../../web/", import.meta.url);
const languages = { vi: await load("messages/vi"), en: await load("messages/en") };

function files_in(folder, end) {
    return readdirSync(new URL(folder, web), { withFileTypes: true }).flatMap((one) =>
        one.isDirectory() ? files_in(`${folder}${one.name}/`, end) : one.name.endsWith(end) ? [folder + one.name] : []);
}
const sources = (end) => ["screens/", "parts/", "device/", "api/", "modules/"].flatMap((folder) => files_in(folder, end))
    .map((name) => [name, readFileSync(new URL(name, web), "utf8")]);
const code_of = (text) => text.replace(/(^|\s)\/\/.*$/gm, "");

const shape = (word) => typeof word === "function" ? `function of ${word.length}` : Array.isArray(word) ? `list of ${word.length}`
    : typeof word === "object" ? Object.keys(word).sort().join(" ") : typeof word;
const shapes = (words) => Object.fromEntries(Object.keys(words).map((key) => [key, shape(words[key])]));

test("words: both languages have the same ones, of the same shape", () => {
    assert.ok(Object.keys(languages.vi).length > 100);
    assert.deepEqual(shapes(languages.en), shapes(languages.vi));
    for (const [language, words] of Object.entries(languages)) {
        for (const [key, word] of Object.entries(words)) assert.notEqual(word, "", `${key} in ${language}`);
    }
});

test("words: none is unused", () => {
    const all = [...sources(".ts").map(([, text]) => code_of(text)), ...[...sources(".html"), ...sources(".webmanifest")].map(([, text]) => text)].join("\n");
    const used = new Set([...all.matchAll(/\b(?:words|vi|en)\.(\w+)/g)].map(([, key]) => key));
    assert.deepEqual(Object.keys(languages.vi).filter((key) => !used.has(key)), []);
});

test("words: no Vietnamese letter stands in the code or a page, and no text at all in a page", () => {
    const vietnamese = /[\u00c0-\u1ef9]/;
    for (const [name, text] of sources(".ts")) {
        const found = code_of(text).split("\n").find((line) => vietnamese.test(line));
        assert.equal(found, undefined, name);
    }
    for (const [name, text] of sources(".html")) {
        assert.doesNotMatch(text, vietnamese, name);
        const written = text.replace(/<[^>]*>/g, " ").replace(/\{\{[^}]*\}\}/g, " ").match(/[a-z]{2,}/gi) || [];
        assert.deepEqual(written.filter((one) => one !== "choqr"), [], name);  // Our own name is the same everywhere.
        assert.doesNotMatch(text, /(aria-label|alt|placeholder|title)="(?!\{\{)/, name);
    }
});

/// What no person reads: whoever breaks choqr's own rules reads it.
const for_developers = (line) => /new Error\(/.test(line);
const sentence = /["`][A-Za-z][a-z]*,? (?:[a-z]+,? ){1,}[a-z]+/;

test("words: no English sentence stands in the code either", () => {
    assert.match('make("p", "No network at all.")', sentence);
    for (const [name, text] of sources(".ts")) {
        const found = code_of(text).split("\n").find((line) => sentence.test(line) && !for_developers(line));
        assert.equal(found, undefined, name);
    }
});

/// What a function of words puts in, in the order of its parameters: each is there in both languages.
const numbered = (count) => Array.from({ length: count }, (_, at) => `‹${at}›`);
const put_in = (word) => {
    try {
        return [...new Set(String(word(...numbered(word.length))).match(/‹\d›/g) || [])].sort().join("");
    } catch (_) {
        return "takes an object";
    }
};

test("words: what is put into a word in one language is put into it in the other", () => {
    const alone = new Set(["detail_of", "text_of", "reason_of_stand", "hour_bar"]);  // These choose between languages, or write the clock their own way.
    const functions = Object.keys(languages.vi).filter((key) => typeof languages.vi[key] === "function" && !alone.has(key));
    assert.ok(functions.length > 50);
    for (const key of functions) assert.equal(put_in(languages.en[key]), put_in(languages.vi[key]), key);
});

test("words: English is English", () => {
    const letters = /[\u00c0-\u1ef9]/;
    const texts = Object.values(languages.en).flatMap((word) => typeof word === "string" ? [word] : typeof word === "object" ? Object.values(word) : []);
    for (const text of texts) assert.doesNotMatch(text.split(languages.en.dong_unit).join(""), letters);
});
