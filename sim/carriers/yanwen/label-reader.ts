import { decodePDFRawStream, PDFArray, PDFDocument, PDFRawStream, PDFRef, StandardFonts } from "@cantoo/pdf-lib";

// Reads a label back for the tests, knowing nothing of how it was drawn but PDF and Code 128.

export type ReadBar = { xPt: number; yPt: number; widthPt: number; heightPt: number };
export type ReadText = { text: string; leftPt: number; rightPt: number; baselinePt: number };
export type ReadLabel = { pages: number; widthPt: number; heightPt: number; texts: string[]; placed: ReadText[]; bars: ReadBar[] };

/** Page size, printed texts and filled rectangles of a one-page PDF. */
export async function readLabel(pdf: Uint8Array): Promise<ReadLabel> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const page = document.getPage(0);
  const contents = page.node.Contents();
  const parts = contents instanceof PDFArray ? contents.asArray() : [contents];
  const source = parts
    .map((part) => (part instanceof PDFRef ? document.context.lookup(part) : part))
    .filter((part) => part instanceof PDFRawStream)
    .map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString("latin1"))
    .join("\n");
  const placed = await readTexts(source);
  const bars = [...source.matchAll(/^([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re$/gm)].map((match) => {
    const [xPt = 0, yPt = 0, widthPt = 0, heightPt = 0] = match.slice(1).map(Number);
    return { xPt, yPt, widthPt, heightPt };
  });
  const texts = placed.map(({ text }) => text);
  return { pages: document.getPageCount(), widthPt: page.getWidth(), heightPt: page.getHeight(), texts, placed, bars };
}

const textOperators =
  /\/(Helvetica(?:-Bold)?)-\d+ ([\d.]+) Tf\s(?:(?!\bTf\b)[^<])*1 0 0 1 ([\d.-]+) ([\d.-]+) Tm\s[^<]*<([0-9A-Fa-f]*)> Tj/g;

/** Every printed text with the room it takes, measured anew with the font that it names. */
async function readTexts(source: string): Promise<ReadText[]> {
  const ruler = await PDFDocument.create({ updateMetadata: false });
  const fonts = { plain: await ruler.embedFont(StandardFonts.Helvetica), bold: await ruler.embedFont(StandardFonts.HelveticaBold) };
  const placed = [...source.matchAll(textOperators)].map(([, name, size, x, y, hex = ""]) => {
    const text = Buffer.from(hex, "hex").toString("latin1");
    const width = (name === "Helvetica-Bold" ? fonts.bold : fonts.plain).widthOfTextAtSize(text, Number(size));
    return { text, leftPt: Number(x), rightPt: Number(x) + width, baselinePt: Number(y) };
  });
  if (placed.length !== (source.match(/ Tj$/gm) ?? []).length) throw new Error("a text was drawn in a way that this reader does not know");
  return placed;
}

// Bar and space widths of the values 0 to 105; the stop pattern is apart.
const patterns = `212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122
123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321
112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123
311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112
142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143
111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232`.split(/\s+/);
const stopPattern = "2331112";

/** Decodes a Code 128 symbol from its bars by sampling every module along one scan line. Throws when a scanner would not read it. */
export function decodeCode128(bars: ReadBar[]): { text: string; modulePt: number; leftPt: number; rightPt: number } {
  const leftPt = Math.min(...bars.map((bar) => bar.xPt));
  const rightPt = Math.max(...bars.map((bar) => bar.xPt + bar.widthPt));
  const modulePt = Math.min(...bars.map((bar) => bar.widthPt));
  const count = Math.round((rightPt - leftPt) / modulePt);
  let modules = "";
  for (let index = 0; index < count; index += 1) {
    const x = leftPt + (index + 0.5) * modulePt;
    modules += bars.some((bar) => bar.xPt < x && x < bar.xPt + bar.widthPt) ? "1" : "0";
  }
  const runs = (modules.match(/1+|0+/g) ?? []).map((run) => run.length).join("");
  if (!runs.endsWith(stopPattern)) throw new Error("no stop pattern");
  const symbols = runs.slice(0, -stopPattern.length).match(/.{6}/g) ?? [];
  const values = symbols.map((symbol) => patterns.indexOf(symbol));
  if (values.includes(-1)) throw new Error("an unknown symbol");
  return { text: toText(values), modulePt, leftPt, rightPt };
}

function toText(values: number[]): string {
  const [start = -1, ...rest] = values;
  const check = rest.pop();
  const sum = rest.reduce((total, value, index) => total + value * (index + 1), start);
  if (sum % 103 !== check) throw new Error("wrong check symbol");
  let set = ["A", "B", "C"][start - 103];
  let text = "";
  for (const value of rest) {
    // in set C, 99 is the pair of digits
    if (value === 99 && set !== "C") set = "C";
    else if (value === 100) set = "B";
    else if (value === 101) set = "A";
    else if (set === "C") text += String(value).padStart(2, "0");
    else if (set === "B" && value < 95) text += String.fromCharCode(value + 32);
    else throw new Error(`symbol ${value} in set ${set}`);
  }
  return text;
}
