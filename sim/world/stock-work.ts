import { approveCount, dispatchTransfer, enterCounts, putBack, receiveTransfer, submitCount } from "../../src/app/act-on-document.ts";
import { createDocument, type DocumentWish } from "../../src/app/create-document.ts";
import { listDocuments } from "../../src/app/list-documents.ts";
import type { Random } from "../kernel/random.ts";
import type { Office } from "./set-up.ts";

/** What people do with stock beside selling it, with how often each is chosen. */
const kinds = [
  { weight: 2, kind: "stock_in", reason: "purchase" },
  { weight: 2, kind: "stock_in", reason: "return_good" },
  { weight: 2, kind: "stock_in", reason: "return_bad" },
  { weight: 1, kind: "stock_out", reason: "damaged" },
  { weight: 1, kind: "block", reason: "defective" },
  { weight: 1, kind: "unblock", reason: "good_again" },
  { weight: 1, kind: "adjustment", reason: "recount" },
  { weight: 2, kind: "transfer", reason: "refill" },
  { weight: 1, kind: "count", reason: "spot" },
] as const;

/**
 * Puts back what lies about since its order was cancelled, and makes one stock document of some goods: some are refused, because there is
 * less on the shelf than somebody believes.
 */
export async function workOnStock(office: Office, random: Random): Promise<readonly { ok: boolean }[]> {
  const { app } = office.process;
  const { rows } = await listDocuments(app, office.scope, { warehouses: undefined, states: ["to_put_back"] }, undefined);
  const oldest = rows.at(-1);
  const put = oldest === undefined ? [] : [await putBack(app, office.scope, oldest.id)];
  return [...put, ...(await moveGoods(office, random))];
}

async function moveGoods({ process: { app }, scope, goods, warehouses }: Office, random: Random): Promise<readonly { ok: boolean }[]> {
  const chosen = random.pick(kinds.flatMap((one) => Array.from({ length: one.weight }, () => one)));
  const codes = [...new Set([random.pick(goods), random.pick(goods)])];
  const [sells, keeps] = random.chance(0.8) ? warehouses : [warehouses[1], warehouses[0]];
  const units = (): number => (chosen.kind === "adjustment" && random.chance(0.5) ? -1 : 1) * random.int(1, 3);
  const wish: DocumentWish = {
    ...chosen,
    note: "",
    warehouseId: sells,
    toWarehouseId: chosen.kind === "transfer" ? keeps : null,
    lines: codes.map((code) => ({ code, units: chosen.kind === "count" ? null : units() })),
  };
  const made = await createDocument(app, scope, wish);
  if (!made.ok || made.value.state !== "draft") return [made];
  const { id } = made.value;
  if (chosen.kind === "transfer") {
    const sent = await dispatchTransfer(app, scope, id);
    if (!sent.ok) return [made, sent];
    const lines = wish.lines === "all" ? [] : wish.lines;
    const counted = lines.map((line) => ({ code: line.code, counted: Math.max(0, (line.units ?? 0) - (random.chance(0.1) ? 1 : 0)) }));
    return [made, sent, await receiveTransfer(app, scope, id, counted)];
  }
  const counted = codes.map((code) => ({ code, counted: random.int(0, 60) }));
  const entered = await enterCounts(app, scope, id, counted);
  return [made, entered, await submitCount(app, scope, id), await approveCount(app, scope, id)];
}
