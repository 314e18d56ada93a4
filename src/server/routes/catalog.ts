import type { z } from "zod";
import type { App } from "../../app/app.ts";
import { createSku, type EnteredSku, editSkus, type SkuChange, saveSku } from "../../app/edit-skus.ts";
import { findSkus, getSku, listSkus, type OpenedSku, type PartRow, type SkuLabelRow, type SkuRow } from "../../app/list-skus.ts";
import type { Scope } from "../../app/scope.ts";
import {
  createSkuRoute,
  editSkusRoute,
  findSkusRoute,
  getSkuRoute,
  listSkusRoute,
  type SkuDetail,
  type SkuInput,
  type SkuLabel,
  type SkuPart,
  saveSkuRoute,
  type SkuChange as WireChange,
  type SkuRow as WireRow,
} from "../../contract/catalog.ts";
import type { MoneyView } from "../../contract/codec.ts";
import { asId, type SkuId } from "../../kernel/id.ts";
import { parseInstant } from "../../kernel/instant.ts";
import { type Money, money, moneyToWire } from "../../kernel/money.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";
import { isoOrNull } from "./wire.ts";

/** SKU 管理. */
export function catalogRoutes(app: App): Binding[] {
  return [
    bind(listSkusRoute, async ({ scope }, { query }) => {
      const { kind: kinds, status: statuses, search: values, text, customs } = query;
      const wanted = { kinds, statuses, values, text, onlyUndeclared: customs === "incomplete" };
      const page = await listSkus(app, scope, wanted, { after: query.after, size: query.page_size });
      return ok({ ...page, rows: page.rows.map((row) => toRow(scope, row)) });
    }),
    bind(findSkusRoute, async ({ scope }, { query }) => {
      const found = await findSkus(app, scope, { text: query.text, kind: query.kind });
      return ok({ skus: found.map(toLabel) });
    }),
    bind(getSkuRoute, async ({ scope }, { params }) => {
      const found = await getSku(app, scope, asId<SkuId>(params.skuId));
      return found.ok ? ok(toDetail(scope, found.value)) : found;
    }),
    bind(createSkuRoute, async ({ scope }, { body }) => {
      const made = await createSku(app, scope, toEntered(body));
      return made.ok ? ok({ id: made.value }) : made;
    }),
    bind(saveSkuRoute, async ({ scope }, { params, body }) => {
      const readAt = body.updatedAt === null ? null : (parseInstant(body.updatedAt) ?? null);
      const saved = await saveSku(app, scope, asId<SkuId>(params.skuId), readAt, toEntered(body.sku));
      return saved.ok ? ok({ id: saved.value }) : saved;
    }),
    bind(editSkusRoute, async ({ scope }, { body }) => {
      const ids = body.skuIds.map((id) => asId<SkuId>(id));
      const results = await editSkus(app, scope, ids, toChange(body.change));
      return ok({
        results: results.map(({ skuId, code, refusal }) =>
          refusal === null
            ? { ok: true as const, skuId, sku: code ?? "" }
            : { ok: false as const, skuId, sku: code, code: refusal.code, detail: refusal.detail ?? null },
        ),
      });
    }),
  ];
}

/** What every list shows of a SKU. */
export function toLabel(row: SkuLabelRow): SkuLabel {
  const { id, code, nameZh, nameEn, pictureUrl, kind } = row;
  return { id, code, nameZh, nameEn, pictureUrl, kind };
}

/** Costs are for those who may read amounts; for others the field is not there. */
function costFor(scope: Scope, cost: Money | null): { cost?: MoneyView | null } {
  if (!scope.permissions.has("amounts:read")) return {};
  return { cost: cost === null ? null : moneyToWire(cost) };
}

function toRow(scope: Scope, row: SkuRow): z.input<typeof WireRow> {
  const { costAmount, costCurrency, updatedAt, ...rest } = row;
  return { ...rest, ...costFor(scope, costAmount === null ? null : money(costAmount, costCurrency)), updatedAt: isoOrNull(updatedAt) };
}

function toDetail(scope: Scope, { sku, parts, bundles, listings }: OpenedSku): z.input<typeof SkuDetail> {
  const { cost, declared, updatedAt, components: _, ...rest } = sku;
  return {
    ...rest,
    barcodes: [...sku.barcodes],
    declared: moneyToWire(declared),
    ...costFor(scope, cost),
    updatedAt: isoOrNull(updatedAt),
    components: parts.map(toPart),
    bundles: bundles.map(toPart),
    listings,
  };
}

function toPart(row: PartRow): SkuPart {
  return { sku: toLabel(row), quantity: row.quantity };
}

function toEntered({ declared, cost, components, hsCode, ...rest }: SkuInput): EnteredSku {
  return {
    ...rest,
    hsCode: hsCode === "" ? null : hsCode,
    declared: readMoney(declared),
    cost: cost === undefined ? undefined : cost === null ? null : readMoney(cost),
    components: components.map((one) => ({ skuId: asId<SkuId>(one.skuId), quantity: one.quantity })),
  };
}

// a field that is there but undefined would overwrite what a SKU has
function toChange({ declared, hsCode, ...rest }: WireChange): SkuChange {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(hsCode !== undefined && { hsCode: hsCode === "" ? null : hsCode }),
    ...(declared !== undefined && { declared: readMoney(declared) }),
  };
}

function readMoney({ amount, currency }: MoneyView): Money {
  return money(BigInt(amount), currency);
}
