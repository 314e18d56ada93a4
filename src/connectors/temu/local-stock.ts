import { createHash } from "node:crypto";
import { z } from "zod";
import { toSeconds } from "../../kernel/instant.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { PlatformFailure, PlatformResult, ShopLink, StockReading, StockTarget, StockWritten } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import { toFailure } from "./errors.ts";
import { describeIssues, idOnWire, WireCount, WireId, WireText } from "./wire.ts";

type Wire = Readonly<Record<string, string>>;

/** The seller's own stock on hand; 1 is what is sold before it is there. */
const ordinary = 0;
const maxKeyLength = 32;

const Sku = z.looseObject({ skuId: WireId, selfOrdinaryStock: z.looseObject({ stock: WireCount }) });

/** `temu.local.goods.sku.stock.query` of one item of goods. A SKU without a readable figure is not returned: a guess would become a difference. */
export async function readLocalStock(
  link: ShopLink,
  listings: readonly { listingKey: string; wire: Wire }[],
): PlatformResult<readonly StockReading[]> {
  const first = listings[0];
  if (first === undefined) return ok([]);
  const reply = await callTemu(link, {
    type: "temu.local.goods.sku.stock.query",
    purpose: "products",
    writes: false,
    params: { goodsId: idOnWire(first.wire.goodsId ?? "") },
    reply: z.looseObject({
      stockList: z.array(z.looseObject({ skuStockInfoList: z.array(z.unknown()).nullish() })).nullish(),
    }),
  });
  if (!reply.ok) return reply;
  const rows = (reply.value.stockList ?? []).flatMap((goods) => goods.skuStockInfoList ?? []);
  const figures = new Map(
    rows.flatMap((row) => {
      const { data } = Sku.safeParse(row);
      return data === undefined ? [] : [[data.skuId, data.selfOrdinaryStock.stock] as const];
    }),
  );
  const readMinute = String(Math.floor(toSeconds(link.clock.now()) / 60));
  return ok(
    listings.flatMap(({ listingKey }) => {
      const available = figures.get(listingKey);
      // what checkouts hold is not shown by any call of a local shop
      return available === undefined ? [] : [{ listingKey, available, locked: 0, wire: { readMinute } }];
    }),
  );
}

type Change = { target: StockTarget; seen: StockReading };

/**
 * `bg.local.goods.stock.edit` by difference: the platform knows no guard, and what is sold meanwhile must stay subtracted. So its figure
 * ends at most where we want it, unless somebody else raised it.
 */
export async function writeLocalStock(
  link: ShopLink,
  targets: readonly StockTarget[],
  seen: readonly StockReading[],
): PlatformResult<StockWritten> {
  const readings = new Map(seen.map((one) => [one.listingKey, one]));
  const pairs = targets.map((target) => ({ target, seen: readings.get(target.listingKey) }));
  const changes = pairs.flatMap(({ target, seen: reading }): Change[] => (reading === undefined ? [] : [{ target, seen: reading }]));
  if (changes.length < pairs.length) return fail(unread);
  // a difference of nought is answered as a failure
  const real = changes.filter((one) => one.target.quantity !== one.seen.available);
  const first = real[0];
  if (first === undefined) return ok({ shows: "targets", refused: [] });
  const goodsId = first.target.wire.goodsId ?? "";
  const reply = await callTemu(link, {
    type: "bg.local.goods.stock.edit",
    purpose: "products",
    writes: true,
    params: {
      goodsId: idOnWire(goodsId),
      stockType: ordinary,
      skuStockChangeList: real.map(({ target, seen: reading }) => ({
        skuId: idOnWire(target.listingKey),
        stockDiff: target.quantity - reading.available,
      })),
      requestUniqueKey: keyOf(link.shop.platformShopId, goodsId, real),
    },
    reply: z.unknown(),
  });
  return reply.ok ? readEdit(reply.value, real) : reply;
}

const unread: PlatformFailure = {
  kind: "rejected",
  reason: "stock-changed-meanwhile",
  code: "",
  message: "the platform's figure was not read",
};

/**
 * The same for the same change on the same reading, so that a repeat is taken once; another once the figure was read again later, because
 * a figure may go up and down and the platform never forgets a key.
 */
function keyOf(shop: string, goodsId: string, changes: readonly Change[]): string {
  const parts = changes.map(({ target, seen }) =>
    [target.listingKey, seen.available, target.quantity, seen.wire.readMinute ?? ""].join(":"),
  );
  return createHash("sha256")
    .update([shop, goodsId, ...parts.toSorted()].join("\n"))
    .digest("hex")
    .slice(0, maxKeyLength);
}

const Code = z.union([z.int(), z.string().regex(/^\d+$/u).transform(Number)]).nullish();
const Edit = z.looseObject({
  operateResult: z.boolean().nullish(),
  msg: WireText,
  skuStockEditStatusInfoList: z
    .array(z.looseObject({ skuId: WireId, stockEditStatus: z.boolean(), errorCode: Code, errorMsg: WireText }))
    .nullish(),
});
type Edit = z.output<typeof Edit>;

/** The platform judges each SKU by itself, in an envelope that says success. What is not plainly told may have been done. */
function readEdit(value: unknown, changes: readonly Change[]): Result<StockWritten, PlatformFailure> {
  const { data, error } = Edit.safeParse(value);
  if (error !== undefined) return fail(unclear(describeIssues(error)));
  const rows = new Map((data.skuStockEditStatusInfoList ?? []).map((row) => [row.skuId, row]));
  const verdicts = changes.map(({ target }) => ({ listingKey: target.listingKey, isDone: isDone(data, rows.get(target.listingKey)) }));
  if (verdicts.some((one) => one.isDone === undefined)) return fail(unclear("a SKU without a verdict"));
  const refused = verdicts
    .filter((one) => one.isDone === false)
    .map(({ listingKey }) => ({ listingKey, failure: toRefusal(data, rows.get(listingKey)) }));
  if (data.operateResult === false && refused.length === 0) return fail(unclear("refused as a whole, done for each SKU"));
  return ok({ shows: "unknown", refused });
}

type EditRow = NonNullable<Edit["skuStockEditStatusInfoList"]>[number];

function isDone(edit: Edit, row: EditRow | undefined): boolean | undefined {
  return row?.stockEditStatus ?? edit.operateResult ?? undefined;
}

/** 150013002: the difference leads below nought, so the figure is lower than the one that was read. 150010003: the key was used, so an edit that was given up was done. */
const outdated: ReadonlySet<number> = new Set([150_013_002, 150_010_003]);

function toRefusal(edit: Edit, row: EditRow | undefined): PlatformFailure {
  const code = row?.errorCode ?? 0;
  const message = row === undefined || row.errorMsg === "" ? edit.msg : row.errorMsg;
  if (outdated.has(code)) return { kind: "rejected", reason: "stock-changed-meanwhile", code: String(code), message };
  return toFailure(code, message, "bg.local.goods.stock.edit", true);
}

function unclear(detail: string): PlatformFailure {
  return { kind: "unavailable", effect: "unknown", detail: `bg.local.goods.stock.edit: ${detail}` };
}
