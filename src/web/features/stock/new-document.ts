import { NewDocument } from "../../../contract/stock-documents.ts";
import type { HandMadeKind } from "../../../kernel/vocabulary/stock.ts";
import type { DraftLine } from "./pasted-lines.ts";

type Draft = {
  kind: HandMadeKind;
  from: string;
  to: string | undefined;
  reason: string;
  note: string;
  lines: readonly DraftLine[] | "all";
};

/** What is sent for a draft; undefined while something is missing. In kitting the first line is the product. */
export function toNewDocument({ kind, from, to, reason, note, lines }: Draft): NewDocument | undefined {
  const sent = lines === "all" ? lines : lines.map((line, index) => toLine(kind, reason, line, index));
  const parsed = NewDocument.safeParse({
    kind,
    warehouseId: from,
    ...(kind === "transfer" && { toWarehouseId: to }),
    reason,
    note,
    lines: sent,
  });
  return parsed.success ? parsed.data : undefined;
}

function toLine(kind: HandMadeKind, reason: string, { code, units }: DraftLine, index: number): object {
  if (kind === "count") return { code };
  if (kind !== "kit") return { code, units };
  const comes = (index === 0) === (reason === "assemble");
  return { code, units: (comes ? 1 : -1) * Math.abs(units ?? 0) };
}
