// One stream for all tabs of a browser that show the same stall: one leads, reads it and tells the others; and it alone is heard, else
// a payment would be said twice. Whoever turns the loudspeaker on leads from then on. Without BroadcastChannel each tab is alone.

import { Listener, LiveStream } from "./live";

export interface TabsListener extends Listener {
    /// This tab leads, or another does; `elsewhere`: the other one's loudspeaker is on.
    leads(leads: boolean, elsewhere: boolean): void;
}

interface Told { id: number; name: string; data: string }
type Message =
    | { kind: "ask"; from: string; fresh: boolean }  ///< Who leads? A fresh one has heard nothing yet.
    | { kind: "lead"; from: string; rank: number; sound: boolean }
    | { kind: "bye"; from: string }  ///< It led.
    | { kind: "state"; from: string; to: string; open: boolean; told: Told[] }  ///< How things are, for a fresh one.
    | { kind: "told"; from: string; told: Told }
    | { kind: "line"; from: string; open: boolean }
    | { kind: "refused"; from: string };  ///< The leader, who leads no more: another tab may be somebody else's.

const answer_within_ms = 400, ask_every_ms = 5_000;
/// What is so, and not what happened: kept for tabs that come later.
const states = ["hello", "behind", "status", "payee", "unclaimed"];

export class SharedStream {
    /// As LiveStream's.
    last_id: number | null = null;
    private readonly me_ = Math.random().toString(36).slice(2);
    private readonly channel_: BroadcastChannel | null;
    private stream_: LiveStream | null = null;
    private open_ = false;
    /// The elder of two mute ones leads; one that is heard leads whatever its age, and of two the one that was turned on later.
    private rank_ = -Date.now();
    private sound_ = false;
    private answered_ = false;
    private fresh_ = true;
    private ended_ = false;
    private readonly kept_ = new Map<string, Told>();

    constructor(private readonly path_: string, private readonly listener_: TabsListener) {
        this.channel_ = typeof BroadcastChannel === "function" ? new BroadcastChannel("choqr" + path_) : null;
    }

    get leads(): boolean { return this.stream_ !== null; }

    /// Until the gateway refuses. Call once.
    run(): void {
        // At once: if another leads, it says so, and this one follows.
        if (!this.channel_) return this.lead_();
        this.channel_.onmessage = ({ data }) => this.take_(data as Message);
        addEventListener("pagehide", () => { if (this.leads) this.say_({ kind: "bye", from: this.me_ }); });
        addEventListener("pageshow", () => { if (this.leads) this.announce_(); });
        this.lead_();
        setInterval(() => { if (!this.leads) void this.elect_(); }, ask_every_ms);
    }

    /// The loudspeaker of this tab is on, or off: one that is on leads.
    sounds(sound: boolean): void {
        if (sound === this.sound_) return;
        this.sound_ = sound;
        if (sound) this.rank_ = Date.now();
        if (!this.channel_) return;
        if (sound && !this.leads) this.lead_();
        else if (this.leads) this.announce_();
    }

    private say_(message: Message): void { if (this.channel_) this.channel_.postMessage(message); }
    private announce_(): void { this.say_({ kind: "lead", from: this.me_, rank: this.rank_, sound: this.sound_ }); }

    /// Asks who leads; nobody: this tab does.
    private async elect_(): Promise<void> {
        this.answered_ = false;
        this.say_({ kind: "ask", from: this.me_, fresh: this.fresh_ });
        await new Promise((resolve) => setTimeout(resolve, answer_within_ms));
        if (!this.answered_ && !this.leads && !this.ended_) this.lead_();
    }

    private lead_(): void {
        if (this.ended_) return;
        const stream = this.stream_ = new LiveStream(this.path_, {
            opened: () => this.line_(true),
            lost: () => this.line_(false),
            refused: (problem) => {
                this.ended_ = true;
                this.stream_ = null;
                this.say_({ kind: "refused", from: this.me_ });
                this.listener_.refused(problem);
            },
            received: (id, name, data) => {
                this.keep_({ id, name, data });
                this.say_({ kind: "told", from: this.me_, told: { id, name, data } });
                this.listener_.received(id, name, data);
                stream.last_id = this.last_id;
            },
        });
        stream.last_id = this.last_id;
        this.announce_();
        this.listener_.leads(true, false);
        void stream.run();
    }

    private follow_(sound: boolean): void {
        if (this.stream_) this.stream_.end();
        this.stream_ = null;
        this.sound_ = false;
        if (this.fresh_) this.say_({ kind: "ask", from: this.me_, fresh: true });
        this.listener_.leads(false, sound);
    }

    private line_(open: boolean): void {
        if (open === this.open_) return;
        this.open_ = open;
        if (this.leads) this.say_({ kind: "line", from: this.me_, open });
        if (open) this.listener_.opened();
        else this.listener_.lost();
    }

    private keep_(told: Told): void {
        this.fresh_ = false;
        if (!states.includes(told.name)) return;
        if (told.name === "hello") this.kept_.clear();
        this.kept_.set(told.name === "unclaimed" ? told.data : told.name, told);
    }

    private take_(message: Message): void {
        if (message.from === this.me_ || this.ended_) return;
        switch (message.kind) {
            case "ask": return this.answer_(message.from, message.fresh);
            case "lead": return this.meet_(message);
            case "bye":
            case "refused": if (!this.leads) void this.elect_(); return;
        }
        if (this.leads) return;
        switch (message.kind) {
            case "state": return this.learn_(message);
            case "told": return this.hear_(message.told);
            case "line": return this.line_(message.open);
        }
    }

    private answer_(from: string, fresh: boolean): void {
        if (!this.leads) return;
        this.announce_();
        if (fresh) this.say_({ kind: "state", from: this.me_, to: from, open: this.open_, told: Array.from(this.kept_.values()) });
    }

    private meet_({ from, rank, sound }: Message & { kind: "lead" }): void {
        this.answered_ = true;
        if (this.leads && (this.rank_ > rank || (this.rank_ === rank && this.me_ < from))) return this.announce_();
        this.follow_(sound);
    }

    private learn_({ to, open, told }: Message & { kind: "state" }): void {
        if (to !== this.me_) return;
        told.forEach((one) => this.hear_(one));
        this.line_(open);
    }

    private hear_(told: Told): void {
        this.keep_(told);
        this.listener_.received(told.id, told.name, told.data);
    }
}
