// The stall's live stream: server-sent events read through fetch(), because EventSource cannot carry an Authorization
// header. At-least-once: after any break the stream resumes behind the last event id, and the page drops what it has seen.

import { Problem, headers_with, no_network, problem_of } from "./calls";

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
    private rest_ = "";
    private name_ = "";
    private data_: string[] = [];
    private id_ = NaN;

    constructor(private readonly dispatch_: (id: number, name: string, data: string) => void) {}

    feed(text: string): void {
        const lines = (this.rest_ + text).split("\n");
        this.rest_ = lines.pop() || "";
        for (const line of lines) this.line_(line.endsWith("\r") ? line.slice(0, -1) : line);
    }

    private line_(line: string): void {
        if (line === "") return this.end_();
        const colon = line.indexOf(":");
        if (colon === 0) return;  // A comment: the heartbeat.
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") this.name_ = value;
        else if (field === "data") this.data_.push(value);
        else if (field === "id" && /^\d+$/.test(value)) this.id_ = Number(value);
    }

    private end_(): void {
        const { id_: id, name_: name, data_: data } = this;
        this.name_ = "";
        this.data_ = [];
        this.id_ = NaN;
        if (data.length) this.dispatch_(id, name || "message", data.join("\n"));
    }
}

/// Two attempts on which nothing arrived, though the network took them: something on the way holds streams back until they end.
const held_back_max = 2;
const first_word_limit_ms = 12_000;
/// After so long a stream is tried again.
const answers_for_ms = 600_000;

export class LiveStream {
    /// Everything up to here has been received; sent as Last-Event-ID. Nothing: from now on.
    last_id: number | null = null;
    private attempt_ = 0;
    private held_back_ = 0;
    /// Until then it is told by answers that end with the first news, instead of by a stream.
    private answers_until_ = 0;
    private open_ = false;
    private cut_: () => void = () => undefined;
    private wake_: () => void = () => undefined;
    private ended_ = false;

    constructor(private readonly path_: string, private readonly listener_: Listener) {}

    /// Runs until the gateway refuses, or end(). Call once.
    async run(): Promise<void> {
        const wake = (): void => this.wake_(), cut = (): void => this.cut_();
        addEventListener("online", wake);
        addEventListener("offline", cut);
        while (!this.ended_) await this.once_();
        removeEventListener("online", wake);
        removeEventListener("offline", cut);
    }

    /// Nothing is told from here on.
    end(): void {
        this.ended_ = true;
        this.cut_();
        this.wake_();
    }

    private async once_(): Promise<void> {
        let whole = false;
        try {
            await this.listen_();
            whole = this.answers_until_ > 0;
        } catch (error) {
            if (this.ended_) return;
            if (error instanceof Problem && [401, 403, 404].includes(error.status)) {
                this.ended_ = true;
                return this.listener_.refused(error);
            }
        }
        if (this.ended_ || whole) return;
        this.open_ = false;
        this.listener_.lost();
        await this.pause_();
    }

    private async listen_(): Promise<void> {
        const headers: { [name: string]: string } = { Accept: "text/event-stream" };
        if (this.last_id !== null) headers["Last-Event-ID"] = String(this.last_id);
        const broken = new Promise<never>((_, reject) => { this.cut_ = () => reject(no_network()); });
        broken.catch(() => undefined);
        const aborting = typeof AbortController === "function" ? new AbortController() : null;  // Else it ends when the page does.
        if (this.answers_until_ < Date.now()) this.answers_until_ = 0;
        let watchdog = setTimeout(() => this.held_(), this.answers_until_ ? silence_limit_ms : first_word_limit_ms);
        try {
            const path = this.path_ + (this.answers_until_ ? "?poll=true" : "");
            const opening = fetch(path, { headers: headers_with(headers), cache: "no-store", credentials: "same-origin", signal: aborting && aborting.signal });
            const response = await Promise.race([opening, broken]);
            if (!response.ok) throw await Promise.race([problem_of(response), broken]);
            if (!response.body) throw no_network();
            const reader = response.body.getReader();
            try {
                await this.read_(reader, broken, () => {
                    clearTimeout(watchdog);
                    watchdog = setTimeout(this.cut_, silence_limit_ms);
                });
            } finally {
                reader.cancel().catch(() => undefined);
            }
        } finally {
            clearTimeout(watchdog);
            if (aborting) aborting.abort();
        }
    }

    /// The gateway speaks at once, and nothing has arrived.
    private held_(): void {
        if (++this.held_back_ >= held_back_max) {
            this.held_back_ = 0;
            this.answers_until_ = Date.now() + answers_for_ms;
        }
        this.cut_();
    }

    private async read_(reader: ReadableStreamDefaultReader<Uint8Array>, broken: Promise<never>, alive: () => void): Promise<void> {
        const decoder = new TextDecoder();
        const parser = new EventParser((id, name, data) => { if (!this.ended_) this.listener_.received(id, name, data); });
        for (;;) {
            const { value, done } = await Promise.race([reader.read(), broken]);
            if (done) return;
            alive();
            this.attempt_ = 0;
            if (!this.answers_until_) this.held_back_ = 0;
            if (!this.open_) {
                this.open_ = true;
                this.listener_.opened();
            }
            parser.feed(decoder.decode(value, { stream: true }));
        }
    }

    /// Half to all of the growing pause, so that a whole market does not knock at once after a power cut.
    private pause_(): Promise<void> {
        const whole = Math.min(first_pause_ms * 2 ** this.attempt_++, longest_pause_ms);
        return new Promise((resolve) => {
            this.wake_ = resolve;
            setTimeout(resolve, whole / 2 + Math.random() * whole / 2);
        });
    }
}
