import { createHash } from "node:crypto";
import { z } from "zod";
import { type Instant, toSeconds } from "../../kernel/instant.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { PackageOverlay } from "../../kernel/vocabulary/package.ts";
import type { OrderStatus } from "../../kernel/vocabulary/platform.ts";
import type {
  BadItem,
  OrderWindow,
  Page,
  PlatformFailure,
  PlatformOrder,
  PlatformOrderLine,
  PlatformResult,
  ShopLink,
} from "../../ports/platform.ts";
import { isLocalShop } from "./authorisations.ts";
import { callTemu } from "./call.ts";
import { holdsNul, rawText } from "./json.ts";
import { describeIssues, WireCount, WireId, WireName, WireText, WireTime } from "./wire.ts";

export const orderPageSize = 100;
const maxPages = 500;
/** Absent, the platform leaves cooperative-warehouse orders out, and counts never match. */
const bothFulfilments = ["fulfillBySeller", "fulfillByCooperativeWarehouse"];

const Label = z.looseObject({ name: WireText, value: z.union([z.number(), z.string(), z.boolean()]).nullish() });
const Labels = z.array(Label).nullish();
const Texts = z.array(WireText).nullish();

const WireLine = z.looseObject({
  orderSn: WireName,
  orderStatus: WireCount.nullish(),
  quantity: WireCount,
  originalOrderQuantity: WireCount.nullish(),
  canceledQuantityBeforeShipment: WireCount.nullish(),
  goodsId: WireId,
  skuId: WireId.nullish(),
  goodsName: WireText,
  spec: WireText,
  thumbUrl: WireText,
  orderLabel: Labels,
  fulfillmentWarning: Texts,
  fulfillmentType: WireText,
  productList: z
    .array(
      z.looseObject({
        productId: WireId.nullish(),
        productSkuId: WireId.nullish(),
        soldFactor: WireCount.pipe(z.int().min(1).max(10_000)).nullish(),
        extCode: WireText,
      }),
    )
    .nullish(),
});

const WireOrder = z.looseObject({
  parentOrderMap: z.looseObject({
    parentOrderSn: WireName,
    parentOrderStatus: WireCount,
    parentOrderTime: WireTime,
    parentOrderPendingFinishTime: WireTime,
    parentConfirmTime: WireTime,
    expectShipLatestTime: WireTime,
    latestDeliveryTime: WireTime,
    updateTime: WireTime,
    parentOrderLabel: Labels,
    fulfillmentWarning: Texts,
  }),
  orderList: z.array(WireLine).min(1).max(10_000),
});
type WireOrder = z.output<typeof WireOrder>;

const statuses: Readonly<Record<number, OrderStatus>> = {
  1: "held",
  2: "to_ship",
  3: "cancelled",
  4: "shipped",
  41: "partly_shipped",
  5: "delivered",
  51: "partly_shipped",
};

const overlayLabels: Readonly<Record<string, PackageOverlay>> = {
  pending_buyer_cancellation: "cancel_requested",
  pending_buyer_address_change: "address_change",
  pending_risk_control_alert: "risk_alert",
};

/** Deadlines that the platform derives from the clock: they change without the order changing. */
const clockLabels: ReadonlySet<string> = new Set(["soon_to_be_overdue", "past_due"]);

const cancelledLine = 3;

/** `bg.order.list.v2.get`, newest change first, by page number. The window must stay the same over all pages of one reading. */
export async function listOrders(link: ShopLink, window: OrderWindow, cursor: string | null): PlatformResult<Page<PlatformOrder>> {
  const page = cursor === null ? 1 : Number(cursor);
  const updateAtStart = toSeconds(window.updatedFrom);
  const reply = await callTemu(link, {
    type: "bg.order.list.v2.get",
    purpose: "orders",
    writes: false,
    params: {
      pageNumber: page,
      pageSize: orderPageSize,
      updateAtStart,
      // an empty window is refused (140020012)
      updateAtEnd: Math.max(toSeconds(window.updatedTo), updateAtStart + 1),
      sortby: "updateTime",
      fulfillmentTypeList: bothFulfilments,
    },
    reply: z.looseObject({ totalItemNum: WireCount, pageItems: z.array(z.unknown()).nullish() }),
  });
  if (!reply.ok) return reply;
  const raw = reply.value.pageItems ?? [];
  const read = raw.map((one) => readOrder(one, isLocalShop(link)));
  const more = page * orderPageSize < reply.value.totalItemNum;
  // nothing here, yet the count says that there is: taken for the end it would lose the rest
  if (raw.length === 0 && (page - 1) * orderPageSize < reply.value.totalItemNum) return fail(emptyPage);
  if (more && page >= maxPages) return fail(tooWide);
  return ok({
    items: read.flatMap((one) => (one.ok ? [one.value] : [])),
    bad: read.flatMap((one) => (one.ok ? [] : [one.error])),
    next: more ? String(page + 1) : null,
  });
}

/** The list's own total, by its shortest page. */
export async function countOrders(link: ShopLink, window: OrderWindow): PlatformResult<number> {
  const updateAtStart = toSeconds(window.updatedFrom);
  const reply = await callTemu(link, {
    type: "bg.order.list.v2.get",
    purpose: "orders",
    writes: false,
    params: {
      pageNumber: 1,
      pageSize: 1,
      updateAtStart,
      updateAtEnd: Math.max(toSeconds(window.updatedTo), updateAtStart + 1),
      fulfillmentTypeList: bothFulfilments,
    },
    reply: z.looseObject({ totalItemNum: WireCount }),
  });
  return reply.ok ? ok(reply.value.totalItemNum) : reply;
}

const emptyPage: PlatformFailure = { kind: "unavailable", effect: "none", detail: "an empty page before the end of the list" };

/** Ending the list here would lose the window's oldest orders without a word. */
const tooWide: PlatformFailure = {
  kind: "rejected",
  reason: "bad-request",
  code: "window-too-wide",
  message: `more than ${maxPages * orderPageSize} orders changed in the window: read it in parts`,
};

/** `bg.order.detail.v2.get`. It has no updateTime: `updatedAt` is null. */
export async function getOrder(link: ShopLink, platformOrderId: string): PlatformResult<PlatformOrder> {
  const reply = await callTemu(link, {
    type: "bg.order.detail.v2.get",
    purpose: "orders",
    writes: false,
    params: { parentOrderSn: platformOrderId, fulfillmentTypeList: bothFulfilments },
    reply: z.unknown(),
  });
  if (!reply.ok) return reply;
  const order = readOrder(reply.value, isLocalShop(link));
  return order.ok ? order : fail({ kind: "unreadable", detail: `bg.order.detail.v2.get: ${order.error.detail}` });
}

/** One list entry, or why it cannot be taken: a poison item goes to quarantine alone. */
export function readOrder(raw: unknown, isLocal: boolean): Result<PlatformOrder, BadItem> {
  const parsed = WireOrder.safeParse(raw);
  const bad = (detail: string) => fail({ platformId: readSn(raw), raw: rawText(raw), detail });
  if (!parsed.success) return bad(describeIssues(parsed.error));
  const status = statuses[parsed.data.parentOrderMap.parentOrderStatus];
  if (status === undefined) return bad("parentOrderMap.parentOrderStatus: unknown");
  if (parsed.data.parentOrderMap.parentOrderTime === null) return bad("parentOrderMap.parentOrderTime: missing");
  const lines = parsed.data.orderList;
  if (new Set(lines.map((line) => line.orderSn)).size < lines.length) return bad("orderList: an orderSn twice");
  if (lines.some((line) => line.quantity > orderedOf(line))) return bad("orderList.quantity: more than was ordered");
  // text that PostgreSQL cannot hold
  if (holdsNul(raw)) return bad("reply: NUL character");
  return ok(toOrder(parsed.data, status, parsed.data.parentOrderMap.parentOrderTime, isLocal));
}

function readSn(raw: unknown): string | null {
  const found = z.looseObject({ parentOrderMap: z.looseObject({ parentOrderSn: WireName }) }).safeParse(raw);
  return found.success ? found.data.parentOrderMap.parentOrderSn : null;
}

function isSet(value: number | string | boolean | null | undefined): boolean {
  return value === true || Number(value) === 1;
}

function toOrder(wire: WireOrder, status: OrderStatus, orderedAt: Instant, isLocal: boolean): PlatformOrder {
  const map = wire.parentOrderMap;
  const labels = (map.parentOrderLabel ?? []).filter((label) => isSet(label.value)).map((label) => label.name);
  const lineMarks = wire.orderList.flatMap((line) => [
    ...(line.orderLabel ?? []).filter((label) => isSet(label.value)).map((label) => label.name),
    ...(line.fulfillmentWarning ?? []),
  ]);
  const overlays = labels.flatMap((label) => overlayLabels[label] ?? []);
  const marks = [
    ...new Set([...labels.filter((label) => overlayLabels[label] === undefined), ...(map.fulfillmentWarning ?? []), ...lineMarks]),
  ];
  const lasting = {
    platformOrderId: map.parentOrderSn,
    status,
    fulfilledBy: wire.orderList.every((line) => line.fulfillmentType === "fulfillByCooperativeWarehouse")
      ? ("platform" as const)
      : ("seller" as const),
    orderedAt,
    // Temu names no time of payment: an order can be shipped once it is confirmed
    paidAt: status === "held" ? null : (map.parentConfirmTime ?? map.parentOrderPendingFinishTime ?? orderedAt),
    holdUntil: map.parentOrderPendingFinishTime,
    shipBy: map.expectShipLatestTime,
    deliverBy: map.latestDeliveryTime,
    overlays,
    lines: wire.orderList.map((line) => toLine(line, status, isLocal)),
  };
  const contentHash = hashOf({ ...lasting, marks: marks.filter((mark) => !clockLabels.has(mark)) });
  return { ...lasting, marks, updatedAt: map.updateTime, contentHash };
}

type OrderedLine = WireOrder["orderList"][number];

function orderedOf(line: OrderedLine): number {
  return line.originalOrderQuantity ?? line.quantity + (line.canceledQuantityBeforeShipment ?? 0);
}

/** What the line's listing is called: the lists of the two kinds of shops number differently (docs/platforms/temu.md#ids). */
function keyOf(line: OrderedLine, productSkuId: string, isLocal: boolean): string {
  if (isLocal) return line.skuId ?? (productSkuId === "" ? line.goodsId : productSkuId);
  return productSkuId === "" ? (line.skuId ?? line.goodsId) : productSkuId;
}

function toLine(line: OrderedLine, status: OrderStatus, isLocal: boolean): PlatformOrderLine {
  // several products in one line are a set, which no single listing stands for: a person pairs it
  const product = line.productList?.length === 1 ? line.productList[0] : undefined;
  const ordered = orderedOf(line);
  // a line that was cancelled alone must not be shipped, whatever quantity it still shows
  const remaining = line.orderStatus === cancelledLine && status !== "cancelled" ? 0 : line.quantity;
  const productSkuId = product?.productSkuId ?? "";
  return {
    platformLineId: line.orderSn,
    listingKey: keyOf(line, productSkuId, isLocal),
    sellerCode: product?.extCode ?? "",
    title: line.goodsName,
    spec: line.spec,
    pictureUrl: line.thumbUrl === "" ? null : line.thumbUrl,
    orderedQuantity: ordered,
    cancelledQuantity: ordered - remaining,
    unitsPerPiece: product?.soldFactor ?? 1,
    wire: { goodsId: line.goodsId, skuId: line.skuId ?? "", productSkuId, productId: product?.productId ?? "" },
  };
}

function hashOf(content: object): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
