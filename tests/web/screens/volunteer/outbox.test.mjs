// What was said at stalls on its way to the gateway, with a gateway that fails wherever it can.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../load.mjs";

const { Outbox, open_hand } = await load("screens/volunteer/outbox");
const registration = (stall_id) => ({ stall_id, code: stall_id, account: { bank: "MB", number: "0123456789" }, holder: "LAN",
                                      change: { accounts: [`of ${stall_id}`] }, consent: { version: 1, how: "spoken" } });
const no = (status, code = "") => Object.assign(new Error(`no ${status}`), { status, code });

/// `lose`: which call, counted from 1, is carried out and not answered; `refuse`: (method, path) → an error or nothing.
class Gateway {
    stalls = {}; consents = {}; calls = []; lose = 0; refuse = () => null;
    send = async (method, path, body) => {
        this.calls.push(`${method} ${path}`);
        const refused = this.refuse(method, path);
        if (refused) throw refused;
        const answer = this.carry_out(method, path, body);
        if (this.calls.length === this.lose) throw no(0);
        return answer;
    };
    carry_out(method, path, body) {
        const [, , , id, what] = path.split("/");
        if (what === "consent") return void (this.consents[id] = (this.consents[id] || 0) + 1);
        if (method === "PATCH") {
            if (this.stalls[id] && String(this.stalls[id]) !== String(body.accounts)) throw no(403, "forbidden");
            this.stalls[id] = body.accounts;
        }
        return { id, registered: Boolean(this.stalls[id]), accounts: (this.stalls[id] || []).map((text) => ({ bin: "970436", bank: "Vietcombank", account_number: String(text) })) };
    }
}

function outbox(gateway, drawer = open_hand()) {
    const told = [];
    return { told, drawer, box: new Outbox(drawer, gateway.send, (work) => work(), (items) => told.push(items)) };
}

test("outbox: in the order in which they were said, and each call once", async () => {
    const gateway = new Gateway();
    const { box, told } = outbox(gateway);
    for (const id of ["1", "2"]) await box.add(id, "me", registration(`st${id}`));
    assert.deepEqual(told.map((items) => items.length), [1, 2]);
    await Promise.all([box.deliver("me"), box.deliver("me")]);
    assert.deepEqual(gateway.calls.filter((call) => !call.startsWith("GET")),
                     ["PATCH /v1/stalls/st1", "POST /v1/stalls/st1/consent", "PATCH /v1/stalls/st2", "POST /v1/stalls/st2/consent"]);
    assert.deepEqual(await box.items(), []);
    assert.equal((await box.answer_to("2", "st2")).registered, true);
});

test("outbox: whichever answer is lost, it is gone on with by another page, and comes out the same", async () => {
    for (let lose = 1; lose <= 4; ++lose) {
        const gateway = Object.assign(new Gateway(), { lose });
        const { box, drawer } = outbox(gateway);
        await box.add("1", "me", registration("st1"));
        await box.deliver("me");
        assert.equal((await box.items()).length, 1, `call ${lose}`);
        assert.equal(await box.answer_to("1", "st1"), null);
        await outbox(gateway, drawer).box.deliver("me");
        assert.deepEqual(await drawer.all(""), [], `call ${lose}`);
        assert.deepEqual(gateway.stalls, { st1: ["of st1"] });
        assert.ok(gateway.consents.st1 >= 1);
    }
});

test("outbox: a stall that somebody else has registered is a person's question, with the same account as well", async () => {
    for (const theirs of ["of somebody", "of st1"]) {
        const gateway = new Gateway();
        gateway.stalls.st1 = [theirs];
        const { box } = outbox(gateway);
        await box.add("1", "me", registration("st1"));
        await box.add("2", "me", registration("st2"));
        await box.deliver("me");
        const [item, ...others] = await box.items();
        assert.deepEqual(others, [], "the one behind it is sent");
        assert.equal(item.fault.theirs, `Vietcombank · …${theirs.slice(-4)}`);
        assert.deepEqual(gateway.calls.filter((call) => /st1/.test(call)), ["GET /v1/stalls/st1"]);
        await box.deliver("me");
        assert.equal(gateway.calls.filter((call) => /st1/.test(call)).length, 1, "nor is it asked again by itself");
        await assert.rejects(box.answer_to("1", "st1"), /vừa được người khác đăng ký/);
        assert.deepEqual(await box.items(), [], "the person was there");
    }
});

test("outbox: somebody was faster between the look and the call: theirs stays", async () => {
    const gateway = new Gateway();
    const { box } = outbox(gateway);
    gateway.refuse = (method) => { if (method === "PATCH") gateway.stalls.st1 = ["of somebody"]; };
    await box.add("1", "me", registration("st1"));
    await box.deliver("me");
    assert.match((await box.items())[0].fault.theirs, /…body/);
    assert.deepEqual([gateway.stalls.st1, gateway.consents.st1], [["of somebody"], undefined]);
});

test("outbox: what passes is waited for, what the gateway refuses is shown with its reason and can be sent again", async () => {
    for (const passing of [no(0), no(401), no(408), no(429), no(503), no(403, "device_ended"), new Error("no status")]) {
        const gateway = new Gateway();
        gateway.refuse = () => passing;
        const { box } = outbox(gateway);
        await box.add("1", "me", registration("st1"));
        await box.add("2", "me", registration("st2"));
        await box.deliver("me");
        assert.deepEqual((await box.items()).map(({ fault }) => fault), [null, null], passing.message);
        assert.equal(gateway.calls.length, 1, "the second one waits too");
    }
    const gateway = new Gateway();
    const { box } = outbox(gateway);
    gateway.refuse = (method) => method === "PATCH" ? no(400, "unknown_bank") : null;
    await box.add("1", "me", registration("st1"));
    await box.deliver("me");
    assert.deepEqual((await box.items())[0].fault, { why: "no 400", theirs: "" });
    gateway.refuse = () => null;
    await box.send_again("1", "me");
    assert.deepEqual([await box.items(), gateway.stalls.st1], [[], ["of st1"]]);
});

test("outbox: nobody sends what another person was told, unless they say so", async () => {
    const gateway = new Gateway();
    const { box } = outbox(gateway);
    await box.add("1", "hoa", registration("st1"));
    await box.deliver("nam");
    assert.deepEqual([gateway.calls, (await box.items()).length], [[], 1]);
    await box.send_again("1", "nam");
    assert.deepEqual(gateway.stalls, { st1: ["of st1"] });
});
