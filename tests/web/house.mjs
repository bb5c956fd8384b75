// The real gateway for the browser tests: a fresh ledger in a temporary folder, served by the program that CHOQR names; or,
// with CHOQR_URL and CHOQR_TOKEN (an operator's), one that already runs.
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHmac, randomUUID } from "node:crypto";

const wallet_key = Buffer.from("browser-test-wallet-secret-32-by");
const secret = "whsec_" + wallet_key.toString("base64");

export async function free_port() {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const { port } = probe.address();
    probe.close();
    return port;
}

/// The header fields of a notice: the wallet's signature over `body`.
export function sign(body, id = randomUUID()) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac("sha256", wallet_key).update(`${id}.${timestamp}.${body}`).digest("base64");
    return { "Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

export class House {
    url = process.env.CHOQR_URL;
    token = process.env.CHOQR_TOKEN;
    own = !process.env.CHOQR_URL;
    trial = false;  // No money in its ledger is real: it says "Đã nhận thử".

    /// `demo`: always one of our own, with a trial ledger. `place`: the market.
    constructor({ demo = false, place = { name: "Chợ Thử", province: "Lào Cai", commune: "Sa Pa" } } = {}) {
        Object.assign(this, { demo, place });
        if (demo) Object.assign(this, { own: true, url: "", token: "" });
    }

    async open() {
        if (this.own) {
            this.work = mkdtempSync(join(tmpdir(), "choqr-web-"));
            this.data = join(this.work, "data");
            writeFileSync(join(this.work, "choqr.json"), JSON.stringify({ demo_wallet: true, feeds: { simwallet: { connector: "simwallet", secret } } }));
            execFileSync(process.env.CHOQR, ["init", "--data", this.data, ...this.demo ? ["--demo"] : []]);
            this.token = readFileSync(join(this.data, "operator.token"), "utf8").trim();
            const port = await free_port();
            this.listen = `127.0.0.1:${port}`;
            this.url = `http://${this.listen}`;
            await this.start();
        }
        this.trial = (await this.call("GET", "/v1/me")).trial === true;
        const code = `web-${randomUUID().slice(0, 8)}`;
        this.market = await this.call("POST", "/v1/markets", { ...this.place, code });
        this.stall = await this.add_stall("B-12", "0123456789020", "NGUYEN THI LAN");
        this.other = await this.add_stall("B-13", "0123456789021", "TRAN VAN BAY");
        this.vendor = (await this.call("POST", "/v1/tokens", { role: "vendor", stall_id: this.stall.id, label: "loa B-12" })).token;
        this.board = (await this.call("POST", "/v1/tokens", { role: "board", market_id: this.market.id, label: "ban quản lý" })).token;
    }

    add_stall(code, account_number, account_name) {
        return this.call("POST", `/v1/markets/${this.market.id}/stalls`, {
            code, zone: "Rau củ", goods: "rau củ", vendor: { name: "Cô Lan", phone: "0900000000", kind: "person" },
            accounts: [{ bin: "970422", account_number, account_name }] });
    }

    async start() {
        const log = openSync(join(this.work, "log"), "a");
        this.process = spawn(process.env.CHOQR, ["serve", "--data", this.data, "--listen", this.listen, "--config", join(this.work, "choqr.json")],
                             { stdio: ["ignore", log, log] });
        this.ended = once(this.process, "exit");
        for (let tries = 0; tries < 600; ++tries) {
            if (this.process.exitCode !== null) break;
            const ready = await fetch(`${this.url}/readyz`).then((response) => response.ok, () => false);
            if (ready) return;
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`the gateway is not ready:\n${readFileSync(join(this.work, "log"), "utf8").slice(-3000)}`);
    }

    async kill() {
        this.process.kill("SIGKILL");
        await this.ended;
    }

    async close() {
        if (!this.own || !this.work) return;
        if (this.process && this.process.exitCode === null) await this.kill();
        rmSync(this.work, { recursive: true, force: true });
    }

    async call(method, path, body, token = this.token) {
        const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
        const response = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
        if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
        return (response.headers.get("content-type") || "").includes("json") ? response.json() : response.text();
    }

    /// The header fields by which somebody calls who has just logged in: an operator, or what `place` says.
    async person(name = "Cô Ngân", place = { role: "operator" }) {
        const asked = { login: `nguoi-${randomUUID().slice(0, 8)}`, name, ...place };
        const { invitation } = await this.call("POST", "/v1/users", asked);
        const headers = { "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" };
        const body = JSON.stringify({ code: invitation.code, password: "bánh mì chả cá nóng" });
        const response = await fetch(`${this.url}/v1/invitation/accept`, { method: "POST", headers, body });
        if (!response.ok) throw new Error(`no log-in: ${await response.text()}`);
        const session = response.headers.getSetCookie().find((cookie) => /choqr-session=/.test(cookie));
        return { ...headers, Cookie: session.split(";")[0] };
    }
    /// The stall has these accounts, since two operators agree; its market lets them wait no longer.
    async redirect(stall, accounts) {
        this.operators ??= [await this.person(), await this.person()];
        await this.call("PATCH", `/v1/markets/${stall.market_id}`, { payee_delay_hours: 0 });
        const path = `/v1/stalls/${stall.id}/payee-changes`;
        const ask = async (who, target, body) => {
            const response = await fetch(this.url + target, { method: "POST", headers: this.operators[who], body: JSON.stringify(body) });
            if (!response.ok) throw new Error(`${target}: ${await response.text()}`);
            return response.json();
        };
        const { id } = await ask(0, path, { accounts, reason: "đổi ngân hàng" });
        await ask(1, `${path}/${id}/confirm`, { reason: "chủ quầy đến tận nơi" });
        for (const end = Date.now() + 20_000; ;) {
            const now = await this.call("GET", `/v1/stalls/${stall.id}`);
            if (now.accounts[0].account_number === accounts[0].account_number) return now;
            if (Date.now() > end) throw new Error("the accounts were not changed");
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }

    /// What a stall says of money that arrives.
    received(words) { return `Đã nhận${this.trial ? " thử" : ""}, ${words} đồng.`; }

    /// Real money: the notice of a wallet, signed. Of a gateway that is not ours we have no secret; there it is the demonstration
    /// wallet, which is as good in a trial ledger.
    async pay(amount, stall = this.stall) {
        if (!this.own) return this.try_out(amount, stall);
        const account = stall.accounts[0];
        const id = randomUUID();
        const body = JSON.stringify({ transaction_id: id, direction: "in", bin: account.bin, account_number: account.account_number, amount, currency: "VND",
                                      content: stall.stall_code, booked_at: new Date().toISOString() });
        const response = await fetch(`${this.url}/v1/providers/simwallet/notices`, { method: "POST", headers: sign(body, id), body });
        if (!response.ok) throw new Error(`notice: ${response.status} ${await response.text()}`);
        return response.json();
    }

    /// Pays the stall's stand as the demonstration wallet does.
    async try_out(amount, stall = this.stall) {
        const qr_payload = (await this.call("GET", `/q/${stall.public_id}.txt`)).trim();
        return this.call("POST", "/demo/pay", { qr_payload, amount });
    }
}
