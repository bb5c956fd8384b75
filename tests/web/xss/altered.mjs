// The gateway's answers on their way to a page, with another text in each place that a page only shows: names that no gateway of
// ours lets anybody write are shown as text, too. Its lists become as long as there are texts, so that every field has each.

/// What a page goes on by: what it puts into addresses, moments that it reads, what somebody may do.
const is_kept = /^(id|.*_id|.*_at|at|.*_until|date|expires|.*cursor|.*cutoff|places|needed|capabilities)$/;
/// What it chooses by, and shows where it knows no word for it: altered in every other answer and row.
const is_chosen_by = /^(role|status|kind|what|answer|shows)$/;

/// Rows of lists that are empty without an authenticator.
const rows = { "/v1/me/passkeys": { id: "pk1", name: "x", host: "x", added_at: "2026-11-27T03:00:00Z", last_used_at: null } };

export class Altered {
    /// `number`: of this try; each puts other texts into the same places.
    constructor(texts, number) {
        this.texts = texts;
        this.number = number;
    }

    /// `body` of an answer to `path`.
    body(path, body) {
        this.rows = path === "/v1/markets" ? 8 : this.texts.length;  // The start page asks for the stalls of each market.
        if (Array.isArray(body.items) && body.items.length === 0 && rows[path]) body.items.push(rows[path]);
        return this.one(body, this.number, "status" in body && "code" in body && "detail" in body);
    }

    /// The field in place `k` of row `row` holds the text row + 7 k: none has only every second one.
    one(value, row, is_problem = false) {
        let place = 0;
        const text = () => this.texts[(row + 7 * place++) % this.texts.length];
        const alter = (inner, name) => {
            if (is_kept.test(name) || (is_problem && name === "code")) return inner;
            if (is_chosen_by.test(name) && row % 2 === 0) return inner;
            if (typeof inner === "string") return text();
            if (Array.isArray(inner)) return name === "items" ? this.list(inner) : inner.map((each) => alter(each, ""));
            if (inner === null || typeof inner !== "object") return inner;
            return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, alter(each, key)]));
        };
        return alter(value, "");
    }

    list(items) {
        return items.length === 0 ? items : Array.from({ length: this.rows }, (_, row) => this.one(items[row % items.length], row + this.number));
    }

    /// A display's stream: a payment at a stall of each text.
    stream() {
        const event = (id, name, data) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
        const payment = (code, i) => event(i + 1, "payment", { id: `tx${i}`, stall_id: "st1", code, amount: 35_000, received_at: "2026-11-27T03:00:00Z",
                                                               status: "matched", trial: false, announce: false });
        const from = this.texts.slice(this.number), turned = [...from, ...this.texts.slice(0, this.number)];
        return `event: hello\ndata: ${JSON.stringify({ last_sequence: 0, market: "x", code: this.texts[this.number] })}\n\n${turned.map(payment).join("")}`;
    }
}

/// From here on `page` is answered so, whatever it asks. `refusal`: with this status and anybody's reason. `instead`: what a path is
/// answered in place of the gateway. `me`: what the page is told of who is there.
export async function alter_answers(page, texts, number, { refusal = 0, instead = {}, me = {} } = {}) {
    const altered = new Altered(texts, number);
    const refused = { status: refusal, code: "forbidden", detail: "x", detail_vi: "x" };
    const answer = async (route) => {
        const path = new URL(route.request().url()).pathname;
        if (refusal) return route.fulfill({ status: refusal, contentType: "application/problem+json", body: JSON.stringify(altered.body(path, refused)) });
        if (path.endsWith("/live")) return route.fulfill({ contentType: "text/event-stream", body: altered.stream() });
        if (instead[path]) return route.fulfill({ json: altered.body(path, structuredClone(instead[path])) });
        const response = await route.fetch();
        if (!/json/.test(response.headers()["content-type"] || "")) return route.fulfill({ response });
        const body = altered.body(path, await response.json());
        return route.fulfill({ response, body: JSON.stringify(path === "/v1/me" ? { ...body, ...me } : body) });
    };
    // A page that is left does not wait for its answers.
    await page.route("**/v1/**", (route) => answer(route).catch((error) => { if (!/closed|disposed|handled/i.test(String(error))) throw error; }));
}
