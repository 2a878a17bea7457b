// The same letters by pdfmake: reads what is to be set from standard input, and answers CPU milliseconds and bytes.
const PdfPrinter = require('pdfmake');
const told = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const printer = new PdfPrinter({ Plex: told.fonts });
const blocks = told.body.map(([kind, text]) =>
  kind === 'ol' || kind === 'ul' ? { [kind]: text, margin: [0, 0, 0, 5] }
    : kind === 'h2' ? { text, bold: true, margin: [0, 10, 0, 2] } : { text, margin: [0, 0, 0, 5] });

const print = (letter) => new Promise((done) => {
  const made = printer.createPdfKitDocument({
    pageSize: { width: 612, height: 792 }, pageMargins: [72, 48, 72, 54],
    version: '1.7', subset: 'PDF/A-3a', tagged: true, lang: 'en', displayTitle: true,
    info: { title: `Request ${letter.name}` },
    defaultStyle: { font: 'Plex', fontSize: 10 },
    footer: (page, pages) => ({ margin: [72, 10], fontSize: 8, columns: [
      { text: letter.name }, { text: `Page ${page} of ${pages}`, alignment: 'right' }] }),
    content: [
      { text: told.name, fontSize: 13 }, ...told.sender.map((text) => ({ text })),
      { text: letter.to.join('\n'), fontSize: 10.5, margin: [0, 60, 0, 30] },
      { text: told.date }, { text: `Reference ${letter.name}`, margin: [0, 0, 0, 12] },
      { text: told.subject, fontSize: 11.5, bold: true, margin: [0, 0, 0, 10] },
      { text: told.about.join('\n'), margin: [0, 0, 0, 12] },
      { text: letter.salutation, margin: [0, 0, 0, 9] }, ...JSON.parse(JSON.stringify(blocks)),
      { text: told.closing, margin: [0, 10, 0, 26] }, { text: told.name, bold: true },
    ],
  });
  let size = 0;
  made.on('data', (chunk) => { size += chunk.length; });
  made.on('end', () => done(size));
  made.end();
});

(async () => {
  for (const letter of told.letters.slice(0, 10)) await print(letter);
  const before = process.cpuUsage();
  let bytes = 0;
  for (const letter of told.letters) bytes += await print(letter);
  const used = process.cpuUsage(before);
  const number = told.letters.length;
  console.log(JSON.stringify({ ms: (used.user + used.system) / 1000 / number, bytes: Math.round(bytes / number) }));
})();
