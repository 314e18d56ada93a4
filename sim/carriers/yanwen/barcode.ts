import bwip from "bwip-js";

/** A black bar, in modules from the symbol's left edge. */
export type Bar = { start: number; width: number };

/** Bars of a Code 128 symbol without its quiet zones. (`raw` of the default export is the encoder; the named export `raw` is another symbology.) */
export function toCode128Bars(text: string): { bars: Bar[]; modules: number } {
  const symbol = bwip.raw({ bcid: "code128", text })[0];
  if (!symbol || !("sbs" in symbol)) throw new Error("the encoder gave no linear symbol");
  const bars: Bar[] = [];
  let position = 0;
  symbol.sbs.forEach((width, index) => {
    if (index % 2 === 0) bars.push({ start: position, width });
    position += width;
  });
  return { bars, modules: position };
}
