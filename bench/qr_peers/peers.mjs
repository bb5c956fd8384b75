// npm qrcode and npm pdfkit doing what qr_bench does: peers.mjs ROUNDS [FONT.ttf], in the folder where node_modules are. Same
// payloads (A 91, B 127 characters), level M, automatic modes, one account digit changing. Prints JSON: name, unit, values.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'x.cjs'));
const QRCode = require('qrcode');
const PDFDocument = require('pdfkit');
const rounds = Number(process.argv[2] ?? 3);
const font = process.argv[3] ?? '/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Medium.ttf';

function crc(text) {
  let value = 0xffff;
  for (const byte of Buffer.from(text)) {
    value ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) value = value & 0x8000 ? ((value << 1) ^ 0x1021) & 0xffff : (value << 1) & 0xffff;
  }
  return value.toString(16).toUpperCase().padStart(4, '0');
}
const sealed = (body) => `${body}6304${crc(`${body}6304`)}`;
const napas = (i) => `00020101021138540010A000000727012400069704360110${1017595600 + (i % 64)}0208QRIBFTTA`;
const payloadA = (i) => sealed(`${napas(i)}53037045802VN`);
const payloadB = (i) => sealed(`${napas(i)}5204541153037045802VN5914NGUYEN THI LAN6008VUNG TAU`);

// Processor time, as Google Benchmark counts it: other work on the machine does not matter to either.
const cpuMilliseconds = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };

const figures = [];

async function perSecond(name, work, milliseconds = 1000) {
  const values = [];
  for (let round = 0; round < rounds; round += 1) {
    let count = 0;
    const begin = cpuMilliseconds();
    while (cpuMilliseconds() - begin < milliseconds) await work(count++);
    values.push((count * 1000) / (cpuMilliseconds() - begin));
  }
  figures.push({ name, unit: '/s', values });
}

// Eight stickers a sheet, as sheet8: the code as one path, seven texts.
function sheets(count) {
  return new Promise((resolve) => {
    const document = new PDFDocument({ size: 'A4', margin: 0, autoFirstPage: false });
    let bytes = 0;
    document.on('data', (chunk) => { bytes += chunk.length; });
    document.on('end', () => resolve(bytes));
    document.registerFont('text', font);
    for (let i = 0; i < count; i += 1) {
      if (i % 8 === 0) document.addPage();
      const x = (i % 2) * 297.6, y = Math.floor((i % 8) / 2) * 210.5;
      const { modules } = QRCode.create(payloadA(i), { errorCorrectionLevel: 'M' });
      const module = 210.5 / (modules.size + 8);
      for (let row = 0; row < modules.size; row += 1)
        for (let column = 0; column < modules.size; column += 1)
          if (modules.get(row, column)) document.rect(x + (column + 4) * module, y + (row + 4) * module, module, module);
      document.fill('black').font('text');
      const lines = ['Chợ Vũng Tàu', `QUẦY B-${i}`, 'Cô Lan', 'NGUYEN THI LAN', 'MBBank – Ngân hàng Quân đội', String(1000 + i), 'H7K4X'];
      lines.forEach((line, n) => document.fontSize(9).text(line, x + 208, y + 14 + n * 26, { width: 78, lineBreak: true }));
    }
    document.end();
  });
}

for (const [name, payload] of [['A', payloadA], ['B', payloadB]]) {
  await perSecond(`npm_qrcode_symbol/${name}`, (i) => QRCode.create(payload(i), { errorCorrectionLevel: 'M' }));
  await perSecond(`npm_qrcode_symbol_and_svg/${name}`, (i) => QRCode.toString(payload(i), { type: 'svg', errorCorrectionLevel: 'M' }));
  await perSecond(`npm_qrcode_symbol_and_png/${name}`, (i) => QRCode.toBuffer(payload(i), { scale: 8, errorCorrectionLevel: 'M' }));
}
const rates = [], sizes = [];
for (let round = 0; round < rounds; round += 1) {
  const begin = cpuMilliseconds();
  sizes.push((await sheets(1000)) / 1000);
  rates.push(1e6 / (cpuMilliseconds() - begin));
}
figures.push({ name: 'baseline_npm_pdfkit_and_qrcode_stands_pdf/sheet8', unit: '/s', values: rates });
figures.push({ name: 'baseline_npm_pdfkit_and_qrcode_stands_pdf/sheet8', unit: 'bytes', values: sizes });
console.log(JSON.stringify(figures));
