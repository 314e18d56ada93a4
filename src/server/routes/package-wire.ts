import type { z } from "zod";
import type { PackageDetailView } from "../../app/get-package.ts";
import type { PackageView } from "../../app/package-view.ts";
import type { MoneyView } from "../../contract/codec.ts";
import type { PackageDetail, PackageRow } from "../../contract/packages.ts";
import { maskPostcode } from "../../domain/orders/mask.ts";
import { toIso } from "../../kernel/instant.ts";
import { money, moneyToWire } from "../../kernel/money.ts";
import { isoOrNull } from "./wire.ts";

type Row = z.input<typeof PackageRow>;
type Detail = z.input<typeof PackageDetail>;

/** A list row on the wire. */
export function toPackageRow(view: PackageView): Row {
  const { row, explanation, amount } = view;
  return {
    id: row.id,
    number: row.number,
    platformOrderId: row.platform_order_id,
    platform: row.platform,
    shop: { id: row.shop_id, name: row.shop_name, timeZone: row.shop_time_zone },
    orderedAt: toIso(row.ordered_at),
    paidAt: isoOrNull(row.paid_at),
    lines: row.lines.map(toLine),
    amount: typeof amount === "string" ? amount : moneyToWire(amount),
    country: row.country,
    region: row.region,
    recipient: row.name_mask,
    channel: row.channel_id === null ? null : { id: row.channel_id, name: row.channel_name ?? "" },
    waybill: row.waybill,
    trackingNumber: row.tracking_number,
    shipBy: isoOrNull(row.ship_by),
    deliverBy: isoOrNull(row.deliver_by),
    state: row.state,
    stockState: row.stock_state,
    labelState: row.label_state,
    backfillState: row.backfill_state,
    printedCount: row.printed_count,
    overlays: row.overlays,
    platformMarks: row.marks,
    why: explanation.why,
    nextAct: explanation.nextAct,
  };
}

function toLine(line: PackageView["row"]["lines"][number]): Row["lines"][number] {
  const { sku, title, spec, pictureUrl, units, reservedUnits, bundle } = line;
  return { sku, platformSku: line.platformSku === "" ? null : line.platformSku, title, spec, pictureUrl, units, reservedUnits, bundle };
}

/** A package's drawer on the wire. */
export function toPackageDetail(view: PackageDetailView): Detail {
  const { row } = view;
  const recipientState = recipientStateOf(row.recipient_state);
  return {
    ...toPackageRow(view),
    systemOrderNumber: row.system_order_number,
    orderStatus: row.order_status,
    recipientState,
    recipientView: {
      state: recipientState,
      name: row.name_mask,
      phone: row.phone_mask,
      address: row.address_mask,
      city: row.city_mask,
      region: row.region,
      postcode: row.postcode_prefix === null ? null : maskPostcode(row.postcode_prefix),
      country: row.recipient_country,
    },
    detailLines: detailLines(view),
    warehouse: { id: row.warehouse_id, name: view.extras.warehouse_name },
    weightG: weightOf(view),
    carrier: view.carrierName,
    waybillCheck: view.waybillCheck,
    labelPrintedAt: isoOrNull(row.printed_at),
    platformShipment: row.platform_shipment,
    amountState: view.amount === "unauthorised" ? "unauthorised" : amountStateOf(row.amount_state),
    amounts: amountLines(view),
    timeline: view.timeline.map((entry) => ({ id: entry.id, at: toIso(entry.at), actor: entry.actor_name, event: entry.event })),
  };
}

function recipientStateOf(state: PackageView["row"]["recipient_state"]): Detail["recipientState"] {
  if (state === "wanted") return "loading";
  // an order that the platform ships itself shows us no recipient
  return state === "not_ours" ? "hidden" : state;
}

function amountStateOf(state: PackageView["row"]["amount_state"]): Detail["amountState"] {
  if (state === "wanted") return "loading";
  // an order that the platform ships itself is not asked for its money, nor one that it still holds
  return state === "not_ours" ? "none" : state;
}

function detailLines(view: PackageDetailView): Detail["detailLines"] {
  const more = new Map(view.detailLines.map((line) => [line.id, line]));
  return view.row.lines.flatMap((line) => {
    const detail = more.get(line.id);
    if (detail === undefined) return [];
    return {
      ...toLine(line),
      id: line.id,
      orderedQuantity: detail.ordered_quantity,
      cancelledQuantity: detail.cancelled_quantity,
      unitsPerPiece: detail.units_per_piece,
      pairingQuantity: detail.pairing_quantity,
      nameZh: detail.name_zh,
      nameEn: detail.name_en,
      onHand: detail.on_hand,
      available: detail.available,
    };
  });
}

function weightOf(view: PackageDetailView): number | null {
  const units = new Map(view.row.lines.map((line) => [line.id, line.units]));
  let sum = 0;
  for (const line of view.detailLines) {
    if (line.weight_g === null) return null;
    sum += line.weight_g * (units.get(line.id) ?? 0);
  }
  return sum;
}

function amountLines(view: PackageDetailView): Detail["amounts"] {
  const { amounts } = view;
  if (amounts === undefined) return [];
  const figures = [
    ["customer_paid", amounts.customer_paid],
    ["goods", amounts.goods],
    ["shipping", amounts.shipping],
    ["tax", amounts.tax],
    ["discount_seller", amounts.seller_discount],
    ["discount_platform", amounts.platform_discount],
    ["estimated_revenue", amounts.estimated_revenue],
    ["platform_deduction", amounts.platform_deduction],
  ] as const;
  return figures.flatMap(([kind, amount]) => {
    if (amount === null) return [];
    const value: MoneyView = moneyToWire(money(amount, amounts.currency));
    return { kind, value };
  });
}
