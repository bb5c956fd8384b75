// Do other readers see the money that decode() sees? read_mutants.mjs FILE (of make_mutants). npm vietnam-qr-pay and vietqrjs,
// and three naive readers: the first and the last of a duplicate, and lengths counted in bytes, each keeping what it has read
// when it meets an error. Exits 1 if one of them sees another BIN, account or amount than a code that decode() accepts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'x.cjs'));
const { QRPay } = require('vietnam-qr-pay');
const { VietQrV1Decryptor } = require('./vietqrjs.cjs');

// Objects of a text or buffer by ID; `keep` says which of two wins.
function objects(text, keep) {
  const found = new Map();
  let at = 0;
  while (at < text.length) {
    const head = text.slice(at, at + 4).toString();
    const length = Number(head.slice(2));
    if (!/^\d{4}$/.test(head) || at + 4 + length > text.length) break;
    const id = head.slice(0, 2);
    if (keep === 'last' || !found.has(id)) found.set(id, text.slice(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return found;
}
const naive = (keep, view) => (payload) => {
  const root = objects(view(payload), keep);
  const napas = objects(root.get('38') ?? view(''), keep);
  const organisation = objects(napas.get('01') ?? view(''), keep);
  return { bin: organisation.get('00'), account: organisation.get('01'), amount: root.get('54') };
};
const readers = {
  'vietnam-qr-pay': (payload) => {
    const pay = new QRPay(payload);
    return pay.isValid ? { bin: pay.consumer.bankBin, account: pay.consumer.bankNumber, amount: pay.amount } : null;
  },
  vietqrjs: (payload) => {
    const js = new VietQrV1Decryptor().decrypt(payload, { isLean: true });
    return { bin: js.merchantAccInfo?.beneficiaryOrg?.acquierId, account: js.merchantAccInfo?.beneficiaryOrg?.merchantId, amount: js.txnAmount };
  },
  'the first wins': naive('first', (text) => text),
  'the last wins': naive('last', (text) => text),
  'bytes, the first wins': naive('first', (text) => Buffer.from(text)),
  'bytes, the last wins': naive('last', (text) => Buffer.from(text)),
};

// One of them recurses without end over some codes, the other throws: that too is not paying.
function look(read, payload) {
  try { return read(payload); } catch { return null; }
}

// An amount in another form is the same sum: "0050000", "50000.", "50000.00".
const sum = (amount) => (amount === '' ? '' : /^\d+\.?\d*$/.test(amount) ? String(Number(amount)) : amount);
const text = (value) => (value ?? '').toString();
const counts = {}, differences = [];
const lines = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const accepted = lines.filter((one) => one.lenient === 'accepted');
for (const one of accepted)
  for (const [name, read] of Object.entries(readers)) {
    const seen = look(read, one.payload);
    // What a reader does not find it does not pay; vietnam-qr-pay loses accounts whose 00 is not the first.
    if (!seen || !text(seen.bin) || !text(seen.account)) continue;
    counts[name] = (counts[name] ?? 0) + 1;
    const other = text(seen.bin) !== one.bin || text(seen.account) !== one.account || (text(seen.amount) && sum(text(seen.amount)) !== one.amount);
    if (other) differences.push(`${name}: ${one.payload}: ${one.bin} ${one.account} ${one.amount} | ${text(seen.bin)} ${text(seen.account)} ${text(seen.amount)}`);
  }
console.log(`${lines.length} damaged codes, ${accepted.length} accepted (${lines.filter((one) => one.strict === 'accepted').length} strictly); money seen alike: ` +
  Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ') + `; differences: ${differences.length}`);
for (const line of differences.slice(0, 20)) console.log(line);
// Readers that accept nothing would prove nothing.
process.exit(differences.length === 0 && Object.values(counts).length === 6 && Object.values(counts).every((count) => count * 3 > accepted.length) ? 0 : 1);
