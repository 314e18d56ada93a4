import { fill, PDFDocument, type PDFFont, type PDFPage, rectangle, rgb, StandardFonts } from "@cantoo/pdf-lib";

const pointsPerMm = 72 / 25.4;
export const labelWidthMm = 100;
const labelHeightMm = 150;

type TextStyle = { size: number; bold?: boolean; maxWidthMm?: number; align?: "left" | "center" | "right" };

/** A label being drawn: millimetres from the top left corner, text placed by its baseline. Text must be Latin-1. */
export type LabelCanvas = {
  text(xMm: number, yMm: number, value: string, style: TextStyle): void;
  /** Draws wrapped lines and returns the baseline after the last. */
  paragraph(xMm: number, yMm: number, value: string, style: TextStyle & { maxWidthMm: number; maxLines: number; stepMm: number }): number;
  line(x0Mm: number, y0Mm: number, x1Mm: number, y1Mm: number): void;
  box(xMm: number, yMm: number, widthMm: number, heightMm: number): void;
  /** Black rectangles; x and width in points, since bar widths are counted in printer dots. */
  bars(bars: { xPt: number; widthPt: number }[], yMm: number, heightMm: number): void;
  save(): Promise<Uint8Array>;
};

/** Opens an empty 100×150 mm label. The same input gives the same bytes: no clock, no random ids, no timers. */
export async function openLabel(title: string, madeAtMs: number): Promise<LabelCanvas> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const madeAt = new Date(madeAtMs);
  pdf.setTitle(title);
  pdf.setProducer("Yanwen simulator");
  pdf.setCreationDate(madeAt);
  pdf.setModificationDate(madeAt);
  const fonts = { plain: await pdf.embedFont(StandardFonts.Helvetica), bold: await pdf.embedFont(StandardFonts.HelveticaBold) };
  const page = pdf.addPage([labelWidthMm * pointsPerMm, labelHeightMm * pointsPerMm]);
  const draw = drawing(page, fonts);
  return { ...draw, save: () => pdf.save({ objectsPerTick: Number.POSITIVE_INFINITY }) };
}

function drawing(page: PDFPage, fonts: { plain: PDFFont; bold: PDFFont }): Omit<LabelCanvas, "save"> {
  const x = (mm: number): number => mm * pointsPerMm;
  const y = (mm: number): number => (labelHeightMm - mm) * pointsPerMm;
  const fontOf = (style: TextStyle): PDFFont => (style.bold ? fonts.bold : fonts.plain);
  const text: LabelCanvas["text"] = (xMm, yMm, value, style) => {
    const font = fontOf(style);
    const shown = style.maxWidthMm === undefined ? value : cut(value, font, style.size, x(style.maxWidthMm));
    const width = font.widthOfTextAtSize(shown, style.size);
    const shift = style.align === "center" ? width / 2 : style.align === "right" ? width : 0;
    page.drawText(shown, { x: x(xMm) - shift, y: y(yMm), size: style.size, font });
  };
  return {
    text,
    paragraph(xMm, yMm, value, style) {
      let baseline = yMm;
      for (const line of wrap(value, fontOf(style), style.size, x(style.maxWidthMm)).slice(0, style.maxLines)) {
        text(xMm, baseline, line, style);
        baseline += style.stepMm;
      }
      return baseline;
    },
    line: (x0, y0, x1, y1) => page.drawLine({ start: { x: x(x0), y: y(y0) }, end: { x: x(x1), y: y(y1) }, thickness: 0.7 }),
    box: (left, top, width, height) =>
      page.drawRectangle({ x: x(left), y: y(top + height), width: x(width), height: x(height), borderWidth: 1, borderColor: rgb(0, 0, 0) }),
    bars(bars, yMm, heightMm) {
      for (const bar of bars) page.pushOperators(rectangle(bar.xPt, y(yMm + heightMm), bar.widthPt, x(heightMm)));
      page.pushOperators(fill());
    },
  };
}

function cut(value: string, font: PDFFont, size: number, maxWidth: number): string {
  let shown = value;
  while (shown.length > 1 && font.widthOfTextAtSize(shown, size) > maxWidth) shown = shown.slice(0, -1);
  return shown;
}

function wrap(value: string, font: PDFFont, size: number, maxWidth: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of value.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && font.widthOfTextAtSize(longer, size) > maxWidth) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === "" ? lines : [...lines, line];
}
