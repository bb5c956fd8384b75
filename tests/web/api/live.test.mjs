// Server-sent events, cut as the network likes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../load.mjs";

const { EventParser } = await load("api/live");

test("live: events are whole wherever the network cuts them", () => {
    const stream = ": hello\n\nid: 41\nevent: transfer\ndata: {\"a\":\ndata: 1}\n\nid:42\r\ndata:x\r\n\r\nevent: lonely\n\ndata: tail\n\n";
    const expected = [[41, "transfer", "{\"a\":\n1}"], [42, "message", "x"], [NaN, "message", "tail"]];
    for (let first = 0; first <= stream.length; ++first) {
        for (const second of [first, Math.min(first + 3, stream.length)]) {
            const seen = [];
            const parser = new EventParser((...event) => seen.push(event));
            parser.feed(stream.slice(0, first));
            parser.feed(stream.slice(first, second));
            parser.feed(stream.slice(second));
            assert.deepEqual(seen, expected, `cut at ${first}`);
        }
    }
});

test("live: an event that was not ended is not delivered", () => {
    const seen = [];
    new EventParser((...event) => seen.push(event)).feed("id: 1\nevent: transfer\ndata: {}\n");
    assert.deepEqual(seen, []);
});
