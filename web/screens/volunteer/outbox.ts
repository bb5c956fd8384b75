// What was said at stalls, on its way to the gateway: kept on the phone before anything is sent, sent in order, each call once more only
// where its answer was lost. Knows no network and no store: it is given both.

import * as words from "words";
import { but } from "../../parts/but";
import type { AccountFace, AtStall, Registration } from "../../parts/minute";

/// How far it has come. "tried": the account may be registered, the answer was lost. "account": it is; the consent is still to be sent.
type Progress = "new" | "tried" | "account";

/// Why it waits for a person. `theirs`: the account that the stall has instead; empty: the gateway said no.
export interface Fault { readonly why: string; readonly theirs: string }

export interface Item extends Registration {
    readonly id: string;
    /// Who was told it, as /v1/me names them: nobody else sends it unasked.
    readonly by: string;
    readonly progress: Progress;
    readonly fault: Fault | null;
}

export interface Drawer {
    put(id: string, value: unknown): Promise<void>;
    all<T>(prefix: string): Promise<T[]>;
    remove(id: string): Promise<void>;
}
export type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;
type StallWithAccounts = AtStall & { readonly accounts?: readonly AccountFace[] };

const prefix = "item ";
const path_of = (stall_id: string): string => `/v1/stalls/${encodeURIComponent(stall_id)}`;

class Taken extends Error {
    constructor(readonly theirs: string) { super(words.minute_taken(theirs)); }
}

/// No answer, or one that says nothing of what was asked: later is another time. Who may not ask any more learns it from the list.
function is_passing(error: unknown): boolean {
    const { status, code = "" } = error as { status?: number; code?: string };
    if (error instanceof Taken) return false;
    return status === undefined || [0, 401, 408, 429].includes(status) || status >= 500 || /^device_/.test(code);
}

const face_of = ({ accounts = [] }: StallWithAccounts): string =>
    accounts.map(({ bank, bin, account_number, last_four }) => words.payee_face(bank || bin, (account_number || last_four || "").slice(-4))).join(", ");

export class Outbox {
    private sending_: Promise<void> = Promise.resolve();
    /// As the stalls were answered that were sent.
    private readonly answered_ = new Map<string, AtStall>();

    /// `alone`: runs one at a time on the whole phone, whatever tabs there are. `told`: all that waits is another than before.
    constructor(private readonly drawer_: Drawer, private readonly send_: Send, private readonly alone_: (work: () => Promise<void>) => Promise<void>,
                private readonly told_: (items: readonly Item[]) => void) {}

    items(): Promise<Item[]> { return this.drawer_.all<Item>(prefix); }

    async add(id: string, by: string, registration: Registration): Promise<void> {
        await this.keep_(Object.assign({}, registration, { id, by, progress: "new" as Progress, fault: null }));
        await this.tell();
    }

    /// The stall as it was answered; null: it waits. Throws why a person must look, and then nothing of it is kept: the person is here.
    async answer_to(id: string, stall_id: string): Promise<AtStall | null> {
        const item = (await this.items()).find((one) => one.id === id);
        if (!item) return this.answered_.get(id) || this.send_<AtStall>("GET", path_of(stall_id));  // Another tab has sent it.
        if (!item.fault) return null;
        await this.drop(id);
        throw new Error(item.fault.why);
    }

    async drop(id: string): Promise<void> {
        await this.drawer_.remove(prefix + id);
        await this.tell();
    }

    /// A person has looked, and sends it as their own.
    async send_again(id: string, by: string): Promise<void> {
        const item = (await this.items()).find((one) => one.id === id);
        if (item) await this.keep_(but(item, { fault: null, by }));
        await this.deliver(by);
    }

    /// Everything of `by` that waits for no person, the eldest first, until the network fails. One after the other, whoever asks.
    deliver(by: string): Promise<void> {
        this.sending_ = this.sending_.then(() => this.alone_(() => this.deliver_all_(by))).catch(() => undefined).then(() => this.tell());
        return this.sending_;
    }

    async tell(): Promise<void> { this.told_(await this.items()); }

    private async deliver_all_(by: string): Promise<void> {
        for (const item of await this.items())
            if (!item.fault && item.by === by) await this.deliver_one_(item);
    }

    /// Throws what is passing: the ones behind it wait too.
    private async deliver_one_(item: Item): Promise<void> {
        let now = item;
        const note = async (progress: Progress): Promise<void> => this.keep_(now = but(now, { progress }));
        try {
            this.answered_.set(item.id, await this.carry_(item, note));
            await this.drawer_.remove(prefix + item.id);
        } catch (error) {
            if (is_passing(error)) throw error;
            const why = error instanceof Error ? error.message : String(error);
            await this.keep_(but(now, { fault: { why, theirs: error instanceof Taken ? error.theirs : "" } }));
        }
    }

    /// The account first: a consent of somebody who is not registered would say nothing. What is asked twice is answered the same twice.
    private async carry_(item: Item, note: (progress: Progress) => Promise<void>): Promise<AtStall> {
        const path = path_of(item.stall_id);
        if (item.progress === "new") {
            const stall = await this.send_<StallWithAccounts>("GET", path);
            if (stall.registered) throw new Taken(face_of(stall));  // By whomever, and even with the same account: nothing is merged.
            await note("tried");
        }
        if (item.progress !== "account") {
            await this.register_(path, item.change);
            await note("account");
        }
        await this.send_("POST", `${path}/consent`, item.consent);
        return this.send_<AtStall>("GET", path);
    }

    private async register_(path: string, change: object): Promise<void> {
        try {
            await this.send_("PATCH", path, change);
        } catch (error) {
            if (is_passing(error)) throw error;
            const stall = await this.send_<StallWithAccounts>("GET", path);
            if (stall.registered) throw new Taken(face_of(stall));
            throw error;
        }
    }

    private keep_(item: Item): Promise<void> { return this.drawer_.put(prefix + item.id, item); }
}

/// Where nothing can be kept: what is not sent at once is not kept.
export function open_hand(): Drawer {
    const held = new Map<string, unknown>();
    return {
        put: async (id, value) => { held.set(id, value); },
        all: async <T>(from: string) => Array.from(held).filter(([id]) => id.startsWith(from)).map(([, value]) => value as T),
        remove: async (id) => { held.delete(id); },
    };
}
