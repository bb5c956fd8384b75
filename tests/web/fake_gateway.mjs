// A gateway in memory, for the pages only: the calls of the outside contract that they make, and handles for the tests to
// push payments, cut lines, send twice and go down.
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { pages_folder } from "./load.mjs";

const policy = "default-src 'self'; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml", webmanifest: "application/manifest+json" };

export const tokens = { vendor: "tok-vendor", board: "tok-board", operator: "tok-operator" };
const payload = "00020101021138570010A00000072701270006970422011301234567890200208QRIBFTTA53037045802VN62130809CHQH7K4X9";

function crc(text) {
    let value = 0xffff;
    for (const byte of Buffer.from(text)) {
        value ^= byte << 8;
        for (let bit = 0; bit < 8; ++bit) value = (value & 0x8000 ? value << 1 ^ 0x1021 : value << 1) & 0xffff;
    }
    return value.toString(16).toUpperCase().padStart(4, "0");
}

export const stall = {
    id: "st17", public_id: "3h7k0vq2c5x8m1rjz6n4wd9bge", market_id: "mk0", kind: "stall", code: "B-12", zone: "Rau củ", goods: "rau củ", status: "open", registered: true,
    stall_code: "CHQH7K4X9", short_code: "H7K4X", vendor: { id: "vd17", name: "Cô Lan", phone: "0900000000", kind: "person" },
    accounts: [{ bin: "970422", bank: "MB", account_number: "0123456789020", account_name: "NGUYEN THI LAN", kind: "bank" }],
};
export const market = { id: "mk0", name: "Chợ Hùng Sơn", code: "HS", province: "Thái Nguyên", commune: "Xã Đại Từ", business_day_cutoff: "00:00" };
export const report = {
    registered: 200, total_stalls: 506, registration_rate: 39.5, first_payment: 104, active_week: 88, active: 70, transactions: 393,
    amount: 31_415_000, per_active_stall: 5.6, per_registered_stall: 2.0, median_amount: 35_000, unmatched: 2,
    by_zone: [{ zone: "Rau củ", stalls: 64, active: 31, transactions: 190, amount: 6_120_000 },
              { zone: "Thịt cá", stalls: 52, active: 22, transactions: 121, amount: 14_865_000 },
              { zone: "Vải, quần áo", stalls: 84, active: 13, transactions: 74, amount: 9_980_000 },
              { zone: "Hàng khô", stalls: 40, active: 4, transactions: 8, amount: null }],
    by_provider: [{ provider: "simwallet", active: 61, transactions: 310, amount: 24_020_000 }, { provider: "sepay-main", active: 33, transactions: 83, amount: 7_395_000 }],
    by_hour: [0, 0, 0, 0, 2, 18, 41, 62, 58, 49, 37, 21, 9, 6, 8, 14, 29, 24, 11, 4, 0, 0, 0, 0],
    definitions: { total_stalls: "số điểm kinh doanh đang hoạt động cuối ngày", registered: "điểm có tài khoản nhận tiền đã ghi nhận",
                   active: "điểm có ít nhất một giao dịch trong ngày", per_active_stall: "số giao dịch chia cho số điểm có giao dịch trong ngày",
                   per_registered_stall: "số giao dịch chia cho số điểm đã đăng ký" },
    closed: false, adjustments: [],
};

export class FakeGateway {
    transfers = [];
    requests = [];        // {method, path, headers, body} in order
    refuse = null;        // path → status to answer instead
    behind = 0;           // seconds: what is read from the reports is late
    stalls = [stall];
    markets = [market];
    report = report;
    due = [];             // stands to print
    home = { market: null, commune: null, province: null };
    trust = { authority_sha256: null, expires: null };  // what phones may install
    devices = [];         // of the stall
    newest_device = null; // what hello says of them
    payee_change = null; // and of the stall's accounts
    lately = { proposed: 0, hours: 24, alarming: false };
    loudspeakers = [];    // that said something lately
    polls = new Set();    // answers that end with the first news
    holds_back = false;   // streams do not arrive
    voices = [];          // that loudspeakers may speak with
    voice_file = null;    // bytes, or a function that answers
    trial_ledger = false; // marks its pages as the real one does
    sequence = 100;
    streams = new Set();
    sockets = new Set();
    port = 0;

    async start() {
        this.server = createServer((request, response) => void this.answer(request, response));
        this.server.on("connection", (socket) => {
            this.sockets.add(socket);
            socket.on("close", () => this.sockets.delete(socket));
        });
        await new Promise((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
        this.port = this.server.address().port;
        this.url = `http://127.0.0.1:${this.port}`;
    }

    /// As a crash does it: every line cut at once.
    async stop() {
        const closed = new Promise((resolve) => this.server.close(resolve));
        for (const socket of this.sockets) socket.destroy();
        this.streams.clear();
        await closed;
    }

    /// Records a payment and tells the live screens.
    pay(amount, more = {}) {
        const now = new Date().toISOString();
        const sequence = ++this.sequence;
        const transfer = { sequence, id: `tx${sequence}`, provider: "simwallet", provider_reference: `FT${sequence}`, amount, booked_at: now,
                           received_at: now, market_id: "mk0", stall_id: "st17", payment_request_id: null, status: "matched",
                           match_basis: "stall_code", debtor_account_tail: "0917", content: "", trial: false, announce: true, ...more };
        this.transfers.push(transfer);
        this.send(transfer);
        return transfer;
    }

    transfers_after(sequence) { return this.transfers.filter((transfer) => transfer.sequence > sequence); }

    send(transfer) {
        for (const stream of this.streams) stream.write(event(transfer.sequence, "transfer", transfer));
        for (const poll of this.polls) poll.end();
        this.polls.clear();
    }

    of(path) { return this.requests.filter((request) => request.path.startsWith(path)); }

    async answer(request, response) {
        const url = new URL(request.url, this.url);
        const chunks = [];
        for await (const chunk of request) chunks.push(chunk);
        const body = Buffer.concat(chunks).toString();
        this.requests.push({ method: request.method, path: url.pathname + url.search, headers: request.headers, body });
        const refused = this.refuse && this.refuse(url.pathname);
        if (refused && this.behind) response.setHeader("Choqr-Behind", this.behind);
        if (refused) return problem(response, refused);
        if (this.page(url, response)) return undefined;
        if (url.pathname === "/v1/voices") return json(response, this.voices);
        if (url.pathname.startsWith("/assets/voice/")) return this.voice(response);
        if (url.pathname === "/v1/freshness") return json(response, { behind_s: this.behind });
        if (url.pathname === "/v1/home") return json(response, this.home);
        if (url.pathname === "/v1/trust") return json(response, this.trust);
        if (this.behind && !url.pathname.endsWith("/live")) response.setHeader("Choqr-Behind", this.behind);
        if (url.pathname === `/q/${stall.public_id}.txt`) return text(response, "text/plain", payload + "6304" + crc(payload + "6304"));
        if (url.pathname === `/q/${stall.public_id}.svg`) {
            return text(response, "image/svg+xml", this.qr_svg || '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1H0z"/></svg>');
        }
        if (request.method === "POST" && url.pathname === "/v1/pair") return this.refuse_pairing(response);
        if (request.method === "POST" && url.pathname === "/demo/pay") {
            const transfer = this.pay(JSON.parse(body).amount);
            return json(response, { outcome: "recorded", sequence: transfer.sequence, status: "matched" });
        }
        return this.guarded(request, url, response);
    }

    voice(response) {
        if (typeof this.voice_file === "function") return this.voice_file(response);
        response.writeHead(200, { "Content-Type": "audio/wav", "Cache-Control": "public, max-age=31536000, immutable" });
        return response.end(this.voice_file);
    }

    refuse_pairing(response) {
        response.writeHead(409, { "Content-Type": "application/problem+json" });
        response.end(JSON.stringify({ status: 409, code: "pairing_code_used", detail: "Used.", detail_vi: "Mã ghép máy này đã có máy khác dùng." }));
    }

    guarded(request, url, response) {
        const token = (request.headers.authorization || "").replace("Bearer ", "");
        const role = Object.keys(tokens).find((name) => tokens[name] === token);
        if (!role) return problem(response, 401, token ? "invalid_token" : "missing_token");
        const path = url.pathname;
        if (path === "/v1/me") return json(response, { role, market_id: role === "board" ? "mk0" : null, stall_id: role === "vendor" ? "st17" : null });
        if (path === "/v1/markets") return json(response, { items: this.markets, next_cursor: null });
        if (path === "/v1/markets/mk0") return json(response, market);
        if (path === "/v1/markets/mk0/stalls") return list(response, this.stalls, url);
        if (path === "/v1/markets/mk0/payee-changes")
            return role === "vendor" ? problem(response, 403) : json(response, { items: [], next_cursor: null, lately: this.lately });
        if (path === "/v1/markets/mk0/loudspeakers") return role === "vendor" ? problem(response, 403) : json(response, { items: this.loudspeakers });
        if (path === "/v1/markets/mk0/stands:reprint") return role === "vendor" ? problem(response, 403) : list(response, this.due, url);
        if (path === "/v1/markets/mk0/stands.pdf") return text(response, "application/pdf", "%PDF-1.5 of those that are due");
        if (path === "/v1/markets/mk0/stands:printed") {
            const printed = JSON.parse(this.requests[this.requests.length - 1].body).stands;
            this.due = this.due.filter((one) => !printed.some((stand) => stand.stall_id === one.stall_id && stand.version >= one.stand_version));
            return json(response, { market_id: "mk0", marked: printed.length, to_print: this.due.length });
        }
        if (path === "/v1/reports/daily") return role === "vendor" ? problem(response, 403) : json(response, this.report);
        if (path === "/v1/transfers") return list(response, this.transfers_after(Number(url.searchParams.get("after") || 0)), url);
        if (path === "/v1/stalls/st17") return json(response, this.stalls[0]);
        if (path === "/v1/stalls/st17/live") return this.live(request, response, url.searchParams.get("poll") === "true");
        if (path === "/v1/stalls/st17/loudspeaker") {
            response.writeHead(204);
            return response.end();
        }
        if (path === "/v1/stalls/st17/devices") return list(response, this.devices, url);
        if (path === "/v1/stalls/st17/pairing") return json(response, this.pairing_code(JSON.parse(this.requests[this.requests.length - 1].body).role));
        if (request.method === "DELETE" && path.startsWith("/v1/stalls/st17/devices/")) {
            this.devices = this.devices.filter((one) => !path.endsWith(`/${one.id}`));
            response.writeHead(204);
            return response.end();
        }
        return problem(response, 404);
    }

    pairing_code(role) {
        const code = "0123456789ABCDEFGHJKMNPQRS";
        const qr_svg = this.qr_svg || '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1v1H0z"/></svg>';
        return { code, qr_payload: `${this.url}/pair#${code}`, qr_svg, role, expires_at: new Date(Date.now() + 300_000).toISOString() };
    }

    /// Where the stall's money goes, as hello and the event `payee` say it.
    payees() {
        const accounts = (this.stalls[0].accounts || []).map(({ bank, account_number }) => ({ bank: bank || "MB", last_digits: account_number.slice(-4) }));
        return { accounts, payee_change: this.payee_change };
    }

    /// Tells every screen.
    say(name, data) {
        for (const stream of this.streams) stream.write(event(null, name, data));
    }

    live(request, response, is_poll) {
        if (this.holds_back && !is_poll) return;  // As a proxy that waits for the end of what has none.
        response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
        const after = request.headers["last-event-id"];
        const counted = this.transfers.filter((one) => !one.trial);
        const today = { count: counted.length, amount: counted.reduce((sum, one) => sum + one.amount, 0) };
        const { code, goods, status, stall_code, registered, vendor } = this.stalls[0];
        response.write(event(null, "hello", { stall: "st17", status, last_sequence: this.sequence, today, code, goods, stall_code, registered,
                                              vendor_name: vendor ? vendor.name : "", business_day_cutoff: market.business_day_cutoff,
                                              newest_device: this.newest_device, ...this.payees() }));
        if (after !== undefined) {
            for (const transfer of this.transfers) {
                if (transfer.sequence > Number(after)) response.write(event(transfer.sequence, "transfer", transfer));
            }
        }
        const has_missed = after !== undefined && this.transfers_after(Number(after)).length > 0;
        if (is_poll && (after === undefined || has_missed)) return response.end();
        this.streams.add(response);
        if (is_poll) this.polls.add(response);
        response.on("close", () => this.streams.delete(response));
    }

    page({ pathname, searchParams }, response) {
        const file = /^\/assets\/|^\/service-worker\.js$/.test(pathname) ? pathname.slice(1) : page_file(pathname, searchParams.get("lang"));
        if (!file || file.includes("..") || !existsSync(join(pages_folder(), file))) return false;
        const body = readFileSync(join(pages_folder(), file));
        const marked = this.trial_ledger && file.endsWith(".html");
        if (pathname.startsWith("/assets/")) return packed(response, types[file.split(".").pop()], body);
        text(response, types[file.split(".").pop()], marked ? String(body).replace(/<html lang="\w+"/, '$& class="trial-ledger"') : body);
        return true;
    }
}

/// From the table that the build made of the screens' folders.
function page_file(path, language) {
    const pages = JSON.parse(readFileSync(join(pages_folder(), "pages.json"), "utf8"));
    const pattern = Object.keys(pages).find((one) => new RegExp(`^${one.replace(/\{\w+\}/, "[^/]+")}$`).test(path));
    return pattern ? pages[pattern][language] || pages[pattern].vi : "";
}

const event = (id, name, data) => `${id === null ? "" : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

function text(response, type, body) {
    response.writeHead(200, { "Content-Type": type, "Content-Length": Buffer.byteLength(body), "Content-Security-Policy": policy });
    response.end(body);
}

/// As the gateway sends what never changes.
function packed(response, type, body) {
    const small = gzipSync(body);
    response.writeHead(200, { "Content-Type": type, "Content-Length": small.length, "Content-Encoding": "gzip", "Content-Security-Policy": policy });
    response.end(small);
    return true;
}

const json = (response, value) => text(response, "application/json", JSON.stringify(value));

function list(response, items, url) {
    const from = Number(url.searchParams.get("cursor") || 0), limit = Number(url.searchParams.get("limit") || 100);
    return json(response, { items: items.slice(from, from + limit), next_cursor: from + limit < items.length ? String(from + limit) : null });
}

function problem(response, status, code = `fake_${status}`) {
    response.writeHead(status, { "Content-Type": "application/problem+json" });
    response.end(JSON.stringify({ status, code, detail: "No.", detail_vi: status === 503 ? "Máy chủ đang bận, thử lại sau." : "" }));
}
