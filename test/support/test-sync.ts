import type { Kysely } from "kysely";
import type { App } from "../../src/app/app.ts";
import type { Schema } from "../../src/db/schema.ts";
import { asId, type BlobId, type IntentId, type OrderId } from "../../src/kernel/id.ts";
import { addMs, type Instant, toIso, utcDay } from "../../src/kernel/instant.ts";
import type { AlertKind, DifferenceKind, MissCause, ReconciliationKind, Severity } from "../../src/kernel/vocabulary/sync.ts";
import type { TestShop } from "./test-shop.ts";

export type CallToPut = { operation: string; class?: string; outcome?: string; code?: string; agoMs: number; party?: string };
export type FoundToPut = { number: string; kind: DifferenceKind; cause: MissCause; pulled?: boolean; orderId?: OrderId };
type WriteKind = "ship_confirm" | "book_label" | "cancel_waybill" | "stock_push";

/** What a row of a shop needs: ids, and moments that count back from now. */
type Maker = { app: App; tenant_id: TestShop["tenant"]; shop_id: TestShop["shopId"]; ago(ms: number): Instant };

/** Writes the runner's tables as it would, for tests of what people see of them. */
export function syncRows(app: App, shop: Pick<TestShop, "tenant" | "shopId">) {
  const { tenant: tenant_id, shopId: shop_id } = shop;
  const maker: Maker = { app, tenant_id, shop_id, ago: (ms) => addMs(app.clock.now(), -ms) };
  const put = <T>(write: (tx: Kysely<Schema>) => Promise<T>) => app.database.inTenant(tenant_id, write);
  return {
    put,
    calls: (rows: readonly CallToPut[]) =>
      put((tx) =>
        tx
          .insertInto("call_record")
          .values(rows.map((row) => callRow(maker, row)))
          .execute(),
      ),
    quarantined: async (number: string | null, detail: string) => {
      const row = quarantineRow(maker, number, detail);
      await put((tx) => tx.insertInto("quarantine").values(row).execute());
      return row.id;
    },
    refused: (kind: WriteKind, subject: string, words: { code: string; message: string }) =>
      put((tx) =>
        tx
          .insertInto("intent")
          .values(intentRow(maker, kind, subject, words))
          .execute(),
      ),
    sweep: async (kind: ReconciliationKind, agoMs: number, found: readonly FoundToPut[] = []) => {
      const row = sweepRow(maker, kind, agoMs, found);
      const differences = found.map((one) => differenceRow(maker, row.id, agoMs, one));
      await put(async (tx) => {
        await tx.insertInto("reconciliation").values(row).execute();
        if (differences.length > 0) await tx.insertInto("reconciliation_difference").values(differences).execute();
      });
      return row.id;
    },
    alert: async (kind: AlertKind, severity: Severity, detail: object, changes: { agoMs?: number; closed?: boolean } = {}) => {
      const id = app.entropy.uuid();
      const at = toIso(maker.ago(changes.agoMs ?? 60_000));
      const row = { tenant_id, id, kind, severity, shop_id, subject: id, detail: JSON.stringify(detail), opened_at: at, last_at: at };
      const closed_at = changes.closed === true ? toIso(maker.ago(0)) : null;
      await put((tx) =>
        tx
          .insertInto("alert")
          .values({ ...row, closed_at })
          .execute(),
      );
      return id;
    },
  };
}

function callRow({ app, tenant_id, shop_id, ago }: Maker, row: CallToPut) {
  return {
    tenant_id,
    day: utcDay(ago(row.agoMs)),
    id: app.entropy.uuid(),
    at: toIso(ago(row.agoMs)),
    shop_id,
    party: row.party ?? "temu",
    operation: row.operation,
    class: row.class ?? "P1",
    outcome: row.outcome ?? "http-200",
    code: row.code ?? null,
    duration_ms: 212,
    cause_kind: "stream",
    cause_id: null,
    slot: 3,
  };
}

function quarantineRow({ app, tenant_id, shop_id, ago }: Maker, number: string | null, detail: string) {
  const id = app.entropy.uuid();
  const at = toIso(ago(60_000));
  const raw_blob_id = asId<BlobId>(app.entropy.uuid());
  const seen = { seen_count: 4, first_seen_at: at, last_seen_at: at };
  return { tenant_id, id, shop_id, item_key: id, detail, raw_blob_id, ...seen, platform_order_id: number };
}

function intentRow({ app, tenant_id, shop_id, ago }: Maker, kind: WriteKind, subject_id: string, words: { code: string; message: string }) {
  return {
    tenant_id,
    id: asId<IntentId>(app.entropy.uuid()),
    shop_id,
    kind,
    subject_id,
    state: "rejected" as const,
    data: "{}",
    attempts: 1,
    due_at: toIso(ago(90_000)),
    last_code: words.code,
    last_message: words.message,
    created_at: toIso(ago(120_000)),
    updated_at: toIso(ago(90_000)),
  };
}

function sweepRow({ app, tenant_id, shop_id, ago }: Maker, kind: ReconciliationKind, agoMs: number, found: readonly FoundToPut[]) {
  // asked once: the machine's clock goes on
  const startedAt = ago(agoMs);
  return {
    tenant_id,
    id: app.entropy.uuid(),
    shop_id,
    kind,
    window_from: toIso(addMs(startedAt, -7_200_000)),
    window_to: toIso(startedAt),
    started_at: toIso(startedAt),
    ended_at: toIso(addMs(startedAt, 1_400)),
    state: "done" as const,
    platform_count: 40,
    our_count: 40 - found.filter((one) => one.kind === "missing").length,
    pulled: found.filter((one) => one.pulled !== false).length,
  };
}

function differenceRow({ tenant_id, ago }: Maker, sweep: string, agoMs: number, one: FoundToPut) {
  return {
    tenant_id,
    reconciliation_id: sweep,
    platform_order_id: one.number,
    kind: one.kind,
    cause: one.cause,
    found_at: toIso(ago(agoMs)),
    pulled: one.pulled !== false,
    order_id: one.orderId ?? null,
  };
}
