// read_photos.mjs PAYLOAD FILE…: how many of the files zxing-wasm reads as PAYLOAD; a wrong text ends with an error.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'x.cjs'));
const { PNG } = require('pngjs');
const { readBarcodes, prepareZXingModule } = require('zxing-wasm/reader');
prepareZXingModule({ overrides: { wasmBinary: readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm').buffer } });
const [payload, ...files] = process.argv.slice(2);
let count = 0;
for (const file of files) {
  const { data, width, height } = PNG.sync.read(readFileSync(file));
  const found = await readBarcodes({ data: new Uint8ClampedArray(data), width, height }, { formats: ['QRCode'] });
  if (found.some((code) => code.isValid && code.text !== payload)) throw new Error(`${file}: read as another text`);
  count += found.length > 0 ? 1 : 0;
}
console.log(count);
