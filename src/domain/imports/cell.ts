/**
 * A cell as it was read. A number keeps the digits that the file holds; `shown` is what Excel shows of it when that is those very digits, and
 * null when it shows something else (1.2E+11, leading zeros by a format): the text that a person means cannot be told then.
 */
export type Cell = string | boolean | Date | NumberCell | null;
/** `format` is the number format it had: the cell must come back to its owner as it was. */
export type NumberCell = { readonly digits: string; readonly format: string; readonly shown: string | null };

/** Whether a cell says nothing: empty, or blanks only. */
export function isBlank(cell: Cell | undefined): boolean {
  return cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");
}

// Excel's standard format turns to 1.2E+11 from twelve digits on, and a number holds no more than fifteen
const standardDigits = 11;
const exactDigits = 15;

/** A numeric cell by its digits and number format. Only whole numbers in the standard, text or `0` format show what they are. */
export function numberCell(digits: string, format: string): NumberCell {
  const most = /^0(_.)?$/.test(format) ? exactDigits : format === "General" || format === "@" ? standardDigits : 0;
  const isWhole = /^(0|[1-9]\d*)$/.test(digits) && digits.length <= most;
  return { digits, format, shown: isWhole ? digits : null };
}
