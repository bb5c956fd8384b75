// Reads what make_cases wrote with npm vietnam-qr-pay and vietqrjs (payloads) and zxing-wasm (pictures): read_cases.mjs
// FOLDER. Exits 1 and prints the first differences if any field or any picture differs.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.argv[2];
const require = createRequire(join(process.cwd(), 'x.cjs'));
const { QRPay } = require('vietnam-qr-pay');
const { VietQrV1Decryptor } = require('./vietqrjs.cjs');
const { PNG } = require('pngjs');
const { readBarcodes, prepareZXingModule } = require('zxing-wasm/reader');
prepareZXingModule({ overrides: { wasmBinary: readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm').buffer } });

const cases = readFileSync(join(folder, 'cases.json'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const failures = [];
const same = (reader, one, field, expected, actual) => {
  if ((expected || '') !== String(actual ?? '')) failures.push(`${reader}: ${field} of ${one.payload}: ${expected} | ${actual}`);
};

for (const one of cases) {
  const pay = new QRPay(one.payload);
  same('vietnam-qr-pay', one, 'valid', 'true', pay.isValid);
  same('vietnam-qr-pay', one, 'bin', one.bin, pay.consumer.bankBin);
  same('vietnam-qr-pay', one, 'account', one.account, pay.consumer.bankNumber);
  same('vietnam-qr-pay', one, 'amount', one.amount, pay.amount);
  same('vietnam-qr-pay', one, 'initiation', one.initiation, pay.initMethod);
  same('vietnam-qr-pay', one, 'purpose', one.purpose, pay.additionalData.purpose);
  same('vietnam-qr-pay', one, 'bill number', one.bill_number, pay.additionalData.billNumber);
  same('vietnam-qr-pay', one, 'terminal', one.terminal_label, pay.additionalData.terminal);

  const js = new VietQrV1Decryptor().decrypt(one.payload, { isLean: true });
  same('vietqrjs', one, 'bin', one.bin, js.merchantAccInfo.beneficiaryOrg.acquierId);
  same('vietqrjs', one, 'account', one.account, js.merchantAccInfo.beneficiaryOrg.merchantId);
  same('vietqrjs', one, 'amount', one.amount, js.txnAmount);
  same('vietqrjs', one, 'initiation', one.initiation, js.initMethod);
  same('vietqrjs', one, 'purpose', one.purpose, js.additionalData?.purposeOfTxn);
  same('vietqrjs', one, 'bill number', one.bill_number, js.additionalData?.billNumber);
  same('vietqrjs', one, 'merchant name', one.merchant_name, js.merchantName);
  same('vietqrjs', one, 'merchant city', one.merchant_city, js.merchantCity);
}

async function read(file, expected) {
  const picture = PNG.sync.read(readFileSync(file));
  const found = await readBarcodes({ data: new Uint8ClampedArray(picture.data), width: picture.width, height: picture.height }, { formats: ['QRCode'] });
  if (found.length !== 1 || found[0].text !== expected) failures.push(`zxing-wasm: ${file}: ${found.map((code) => code.text)}`);
}
// PICTURES/00012.png and PICTURES/00012-0.png show case 12.
let pictures = 0;
for (const layout of ['png', 'a4', 'a6', 'sheet8', 'sheet24'])
  for (const name of readdirSync(join(folder, layout))) {
    await read(join(folder, layout, name), cases[parseInt(name, 10)].payload);
    pictures += 1;
  }

console.log(`${cases.length} payloads read by vietnam-qr-pay and vietqrjs; ${pictures} pictures by zxing-wasm: ${failures.length} differences`);
for (const failure of failures.slice(0, 10)) console.log(failure);
process.exit(failures.length === 0 && pictures > cases.length ? 0 : 1);
