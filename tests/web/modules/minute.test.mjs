// What a volunteer learns at a stall, and what is kept of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../load.mjs";

const so = await load("modules/minute/state");
const stall = { id: "st17", public_id: "p", code: "B-12", goods: "rau", registered: false, vendor: null };
const code = { valid: true, bin: "970422", bank: "MB", account: "0123456789020", fields: [{ id: "00", value: "01" }, { id: "59", value: "NGUYEN THI LAN" }] };

test("minute: a code says account and name; a name that was typed is not replaced by it", () => {
    const read = so.code_came(so.first_draft(stall), code, "000201");
    assert.equal(read.step, "holder");
    assert.equal(read.holder, "NGUYEN THI LAN");
    assert.equal(so.last_four(read.payee), "9020");
    assert.equal(so.code_came({ ...read, holder: "TRAN VAN BAY" }, code, "000201").holder, "TRAN VAN BAY");
});

test("minute: what is no code to be paid by has its reason", () => {
    assert.equal(so.fault_of(code), null);
    assert.equal(so.fault_of({ valid: false, error: "several_codes", codes: [code, code] }), "several");
    assert.equal(so.fault_of({ valid: false, error: "no_code_found" }), "unread");
    for (const other of [{ valid: false, error: "crc_mismatch" }, { valid: true }, { valid: true, bin: "970422", account: "" }]) assert.equal(so.fault_of(other), "foreign");
});

test("minute: what is kept is the code itself, or what was read or typed; the name as banks hold it", () => {
    const draft = { ...so.code_came(so.first_draft(stall), code, "000201"), holder: "Nguyễn Thị  Lan đẹp", phone: " 0900000000 ", household: true, goods: " cá " };
    assert.deepEqual(so.change_of(draft), {
        goods: "cá", vendor: { name: "Nguyễn Thị  Lan Đẹp", kind: "household_business", phone: "0900000000" },
        accounts: [{ qr_payload: "000201", account_name: "NGUYEN THI LAN DEP" }] });
    assert.deepEqual(so.change_of(so.code_came(draft, code, "")).accounts, [{ bin: "970422", account_number: "0123456789020", account_name: "NGUYEN THI LAN DEP" }]);
    const typed = so.payee_typed(so.first_draft({ ...stall, vendor: { name: "Cô Lan" } }), " mb ", "0123 456.789-020");
    assert.deepEqual(so.change_of({ ...typed, holder: "LAN" }), { goods: "rau", vendor: { name: "Cô Lan", kind: "person" },
        accounts: [{ bank: "mb", account_number: "0123456789020", account_name: "LAN" }] });
});

test("minute: one step back until it is kept, and none after; a stall that is registered begins at its stand", () => {
    assert.deepEqual(["payee", "holder", "goods", "consent", "saving", "stand", "speaker", "done"].map(so.before), [null, "payee", "holder", "goods", null, null, null, null]);
    assert.equal(so.first_draft({ ...stall, registered: true }).step, "stand");
});
