// 1,000 random messages both ways against npm's standardwebhooks: what one side signs the other believes, and what was
// changed on the way neither believes. Usage: node interop.mjs PEER [SEED]
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const { Webhook } = createRequire(process.cwd() + '/')('standardwebhooks');
const [peer, seed = '1'] = process.argv.slice(2);
const count = 1000;

let drawn = 0;
const random = (size) => {  // Repeatable bytes from the seed.
  const blocks = [];
  for (let have = 0; have < size; have += 32) blocks.push(createHash('sha256').update(`${seed}.${drawn++}`).digest());
  return Buffer.concat(blocks).subarray(0, size);
};
const below = (bound) => random(4).readUInt32LE() % bound;
const letters = ['a', 'Z', '9', '"', '\\', '/', 'đ', 'ợ', '😀', '\u0001', ' ', '.', ',', '{'];
const text = (size) => Array.from({ length: size }, () => letters[below(letters.length)]).join('');
const base64 = (value) => Buffer.from(value).toString('base64');

const now = Math.floor(Date.now() / 1000);
const messages = Array.from({ length: count }, (_, i) => ({
  secret: (i % 3 === 0 ? '' : 'whsec_') + random(24 + below(41)).toString('base64'),
  id: `msg_${random(9).toString('hex')}`,
  seconds: now - 100 + below(200),
  body: JSON.stringify({ i, text: text(below(300)), amount: below(1e9) }, null, below(3)),
}));

const ask = (lines) => {
  const run = spawnSync(peer, { input: lines.join('\n') + '\n', maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, run.stderr.toString());
  return run.stdout.toString().trimEnd().split('\n');
};
const theirs = (m) => new Webhook(m.secret).sign(m.id, new Date(m.seconds * 1000), m.body);
const theyBelieve = (m, signature) => {
  const headers = { 'webhook-id': m.id, 'webhook-timestamp': String(m.seconds), 'webhook-signature': signature };
  try { new Webhook(m.secret).verify(m.body, headers); return true; } catch { return false; }
};
const verify = (m, signature) => `verify ${m.secret} ${m.id} ${m.seconds} ${base64(signature)} ${base64(m.body)}`;
const changed = (m, i) => [
  { ...m, body: m.body + ' ' }, { ...m, body: m.body.replace('"i"', '"j"') }, { ...m, id: m.id + 'x' },
  { ...m, seconds: m.seconds + 1 }, { ...m, secret: messages[(i + 1) % count].secret }][i % 5];

const ours = ask(messages.map((m) => `sign ${m.secret} ${m.id} ${m.seconds} ${base64(m.body)}`));
const believed = ask(messages.map((m) => verify(m, `v1a,AAAA ${theirs(m)}`)));
const refused = ask(messages.map((m, i) => verify(changed(m, i), theirs(m))));
assert.deepEqual([ours.length, believed.length, refused.length], [count, count, count]);
messages.forEach((m, i) => {
  assert.equal(ours[i], theirs(m), `message ${i}: both sign the same`);
  assert.ok(theyBelieve(m, ours[i]), `message ${i}: they believe ours`);
  assert.equal(believed[i], 'believed', `message ${i}: we believe theirs`);
  assert.equal(refused[i], 'refused', `message ${i}: we refuse what was changed`);
  assert.ok(!theyBelieve(changed(m, i), ours[i]), `message ${i}: they refuse what was changed`);
});
console.log(`${count} messages both ways, ${count} changed ones refused by both (seed ${seed})`);
