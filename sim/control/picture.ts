/** Outlines of household and outdoor things on a 24 × 24 grid, by the product part of a seller code. */
const outlines: Readonly<Record<string, string>> = {
  LMP: "M8 4h8l2 7H6zM12 11v7M8 20h8",
  LNT: "M8 8h8v10H8zM9 8a3 3 0 0 1 6 0M10 20h4M12 11v4",
  MUG: "M5 7h10v11H5zM15 9h3a2 2 0 0 1 0 6h-3",
  BTL: "M10 3h4v4l2 3v10H8V10l2-3z",
  BSK: "M4 10h16l-2 9H6zM8 10a4 4 0 0 1 8 0",
  DRY: "M7 8h10v12H7zM8 4h8v4H8z",
  TNT: "M3 19 12 5l9 14zM12 5v14M9 19l3-6 3 6",
  CHR: "M6 4v9h11M6 13v7M17 13v7M6 9h11",
  HMK: "M3 6c4 10 14 10 18 0M3 6l3 3M21 6l-3 3",
  BLK: "M4 5h16v14H4zM4 10h16M4 15h16M9 5v14M15 5v14",
  MAT: "M3 8h18v8H3zM6 8v8M18 8v8",
  CSH: "M5 6c4 2 10 2 14 0-2 4-2 8 0 12-4-2-10-2-14 0 2-4 2-8 0-12z",
  CUR: "M3 4h18M5 4v16c3-4 4-10 4-16M19 4v16c-3-4-4-10-4-16",
  VAS: "M9 3h6l-1 4c4 4 4 9 1 14H9c-3-5-3-10 1-14z",
  CLK: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 3",
  MIR: "M7 21V10a5 5 0 0 1 10 0v11z",
  HGR: "M12 8 3 16h18zM12 8V6a2 2 0 1 1 2 2",
  SHF: "M3 12h18M6 12v4M18 12v4M9 12V6h6v6",
  PLT: "M6 12h12l-2 8H8zM12 12V5M12 8c3 0 4-2 4-4-3 0-4 2-4 4zM12 9C9 9 8 7 8 5",
  WTR: "M5 10h9v10H5zM14 12l6-5M7 10V7h5v3",
  NZL: "M4 9h10l4-3v9l-4-3H9v8H5z",
  GLV: "M8 21V11L6 7l2-1 2 4V4h2v6V4h2v6l1-4h2v15z",
  SLR: "M8 5h8l-2 5h-4zM12 10v11M9 21h6",
  STR: "M3 5c6 6 12 6 18 0M7 9v3M12 10v3M17 9v3",
  THM: "M10 4h4v10a4 4 0 1 1-4 0zM12 8v9",
  PAN: "M3 12a6 5 0 1 0 12 0H3zM15 12h7",
  CUT: "M5 4h14v16H5zM8 7h2",
  KTL: "M6 9h9l2 10H4zM17 12l4-5M8 9V6h5v3",
  TOW: "M6 4h12v16H6zM6 15h12",
  UMB: "M3 12a9 9 0 0 1 18 0zM12 12v6a2 2 0 0 0 4 0",
  BKP: "M7 8a5 5 0 0 1 10 0v12H7zM9 13h6v4H9z",
  CMP: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM9 15l2-4 4-2-2 4z",
  TRK: "M8 4v16M16 4v16M7 4h2M15 4h2M7 17h2M15 17h2",
  BRD: "M12 3v3M7 6h10l2 5H5zM8 11v7h8v-7M5 18h14",
};
const tints = ["#DCE8EC", "#E9E4DA", "#E1E9DF", "#EADFE0", "#E2E2EC", "#EFE7D3", "#DDE7E4", "#E8E3E9"];

/** The picture of an item as SVG, by its seller code (`HG-LMP-0021-WH.svg`): a muted tile with the thing's outline. Undefined for other names. */
export function drawPicture(file: string): string | undefined {
  const match = /^[A-Z]+-([A-Z]+)-(\d+)-([A-Z0-9]+)\.svg$/.exec(file);
  if (match === null) return undefined;
  const outline = outlines[match[1] ?? ""] ?? "M5 5h14v14H5z";
  // two colours of one thing get two tints
  const shade = [...(match[3] ?? "")].reduce((sum, letter) => sum * 3 + letter.charCodeAt(0), Number(match[2]));
  const tint = tints[shade % tints.length] ?? "#E2E6E9";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" fill="${tint}"/>` +
    `<path d="${outline}" fill="none" stroke="#47545E" stroke-width="1.1" stroke-linejoin="round" stroke-linecap="round"/></svg>`
  );
}
