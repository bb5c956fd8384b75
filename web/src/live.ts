// The stall's live stream: server-sent events read through fetch(), because EventSource cannot carry an Authorization
// header. At-least-once: after any break the stream resumes behind the last event id, and the page drops what it has seen.

import { Problem, headers_with, no_network, problem_of } from "./api";

export interface Listener {
    opened(): void;
    /// `id` is the journal sequence of the event, NaN when it has none.
    received(id: number, name: string, data: string): void;
    /// The stream broke; it will be opened again by itself.
    lost(): void;
    /// It makes no sense to go on: no such stall, no right to listen.
    refused(problem: Problem): void;
}

/// The gateway sends at least a comment every 15 s. After this long without a byte the line is dead, whatever the browser
/// believes: mobile networks drop connections without a word.
const silence_limit_ms = 35_000;
const first_pause_ms = 500;
const longest_pause_ms = 5_000;

/// Cuts a byte stream into events (the HTML standard's "event stream" grammar; \r alone as a line end is left out, nobody
/// sends it).
export class EventParser {
    private rest = "";
    private name = "";
    private data: string[] = [];
    private id = NaN;

    constructor(private readonly dispatch: (id: number, name: string, data: string) => void) {}

    feed(text: string): void {
        const lines = (this.rest + text).split("\n");
        this.rest = lines.pop() || "";
        for (const line of lines) this.line(line.endsWith("\r") ? line.slice(0, -1) : line);
    }

    private line(line: string): void {
        if (line === "") return this.end();
        const colon = line.indexOf(":");
        if (colon === 0) return;  // A comment: the heartbeat.
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") this.name = value;
        else if (field === "data") this.data.push(value);
        else if (field === "id" && /^\d+$/.test(value)) this.id = Number(value);
    }

    private end(): void {
        const { id, name, data } = this;
        this.name = "";
        this.data = [];
        this.id = NaN;
        if (data.length) this.dispatch(id, name || "message", data.join("\n"));
    }
}

export class LiveStream {
    /// Everything up to here has been received; sent as Last-Event-ID. Nothing: from now on.
    last_id: number | null = null;
    private attempt = 0;
    private cut: () => void = () => undefined;
    private wake: () => void = () => undefined;
    private ended = false;

    constructor(private readonly path: string, private readonly listener: Listener) {}

    /// Runs until the gateway refuses. Call once.
    async run(): Promise<void> {
        addEventListener("online", () => this.wake());
        addEventListener("offline", () => this.cut());
        while (!this.ended) {
            try {
                await this.listen();
            } catch (error) {
                if (error instanceof Problem && [401, 403, 404].includes(error.status)) {
                    this.ended = true;
                    this.listener.refused(error);
                    return;
                }
            }
            this.listener.lost();
            await this.pause();
        }
    }

    private async listen(): Promise<void> {
        const headers: { [name: string]: string } = { Accept: "text/event-stream" };
        if (this.last_id !== null) headers["Last-Event-ID"] = String(this.last_id);
        const broken = new Promise<never>((_, reject) => { this.cut = () => reject(no_network()); });
        broken.catch(() => undefined);
        let watchdog = setTimeout(this.cut, silence_limit_ms);
        try {
            const opening = fetch(this.path, { headers: headers_with(headers), cache: "no-store", credentials: "omit" });
            const response = await Promise.race([opening, broken]);
            if (!response.ok) throw await Promise.race([problem_of(response), broken]);
            if (!response.body) throw no_network();
            const reader = response.body.getReader();
            try {
                await this.read(reader, broken, () => {
                    clearTimeout(watchdog);
                    watchdog = setTimeout(this.cut, silence_limit_ms);
                });
            } finally {
                reader.cancel().catch(() => undefined);
            }
        } finally {
            clearTimeout(watchdog);
        }
    }

    private async read(reader: ReadableStreamDefaultReader<Uint8Array>, broken: Promise<never>, alive: () => void): Promise<void> {
        const decoder = new TextDecoder();
        const parser = new EventParser((id, name, data) => this.listener.received(id, name, data));
        let first = true;
        for (;;) {
            const { value, done } = await Promise.race([reader.read(), broken]);
            if (done) return;
            alive();
            if (first) {
                first = false;
                this.attempt = 0;
                this.listener.opened();
            }
            parser.feed(decoder.decode(value, { stream: true }));
        }
    }

    /// Half to all of the growing pause, so that a whole market does not knock at once after a power cut.
    private pause(): Promise<void> {
        const whole = Math.min(first_pause_ms * 2 ** this.attempt++, longest_pause_ms);
        return new Promise((resolve) => {
            this.wake = resolve;
            setTimeout(resolve, whole / 2 + Math.random() * whole / 2);
        });
    }
}
