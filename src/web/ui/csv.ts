/** A cell that a spreadsheet will show and never run: what begins like a formula gets an apostrophe before it. */
export function neutralCell(text: string): string {
  return /^[\s]*[=+\-@]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}

/** CSV with CRLF and a byte order mark, so that spreadsheets read Chinese. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  const quote = (cell: string) => `"${neutralCell(cell).replaceAll('"', '""')}"`;
  return `\uFEFF${rows.map((row) => row.map(quote).join(",")).join("\r\n")}\r\n`;
}

/** Hands a text to the browser as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
