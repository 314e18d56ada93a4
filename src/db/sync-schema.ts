import type { ColumnType } from "kysely";
import type { BlobId, IntentId, OrderId, ShopId, TenantId } from "../kernel/id.ts";
import type {
  AlertKind,
  CallClass,
  DifferenceKind,
  MissCause,
  PulledState,
  ReconciliationKind,
  RequestKind,
  RestrictedAct,
  RunCause,
  Severity,
  SkipReason,
} from "../kernel/vocabulary/sync.ts";
import type { At, Defaulted, Json, NullableAt, NullableJson } from "./columns.ts";

export type IntentKind = "ship_confirm" | "book_label" | "cancel_waybill" | "stock_push";
export type IntentState = "pending" | "sent" | "accepted" | "unknown" | "confirmed" | "rejected" | "dropped";

/** What the platform has forbidden a shop, in its own words. `since`: ISO 8601. */
export type RestrictionColumn = { act: RestrictedAct; code: string; message: string; since: string };

/** `ceiling`: slots in use after the platform's refusals lowered them. `spent`: calls of the last window. */
export type BudgetColumn = {
  ceiling: number;
  inFlight: number;
  waiting: Partial<Record<CallClass, number>>;
  pausedMs: number;
  spent: readonly { operation: string; class: CallClass; calls: number }[];
  ordersPerDay: number;
};

export type StreamRunColumn = {
  at: string;
  cause: RunCause;
  calls: number;
  got: number;
  kept: number;
  skipped: Partial<Record<SkipReason, number>>;
};

export type RequestResultColumn = { got: number; kept: number; failure?: string; numbers?: Record<string, PulledState> };

/** Tables of the runner: streams, budget, intents, sweeps, alerts and their records. */
export type SyncSchema = {
  quarantine: {
    tenant_id: TenantId;
    id: string;
    shop_id: ShopId;
    item_key: string;
    detail: string;
    raw_blob_id: BlobId;
    seen_count: Defaulted<number>;
    first_seen_at: At;
    last_seen_at: At;
    released_at: NullableAt;
    platform_order_id: string | null;
  };
  shop_runner: {
    tenant_id: TenantId;
    shop_id: ShopId;
    epoch: bigint;
    budget_used: Defaulted<number>;
    budget_cap: Defaulted<number>;
    budget_window_ms: Defaulted<number>;
    beat_at: NullableAt;
    budget: NullableJson<BudgetColumn>;
  };
  stream_state: {
    tenant_id: TenantId;
    shop_id: ShopId;
    stream: string;
    cursor: NullableJson<Record<string, unknown>>;
    last_success_at: NullableAt;
    last_failure: string | null;
    last_failure_at: NullableAt;
    last_run: NullableJson<StreamRunColumn>;
    next_run_at: NullableAt;
    delay_ms: number | null;
  };
  intent: {
    tenant_id: TenantId;
    id: IntentId;
    shop_id: ShopId;
    kind: IntentKind;
    subject_id: string;
    key: Defaulted<string>;
    state: IntentState;
    data: Json<Record<string, unknown>>;
    revision: Defaulted<number>;
    attempts: Defaulted<number>;
    absent_reads: Defaulted<number>;
    absent_since: NullableAt;
    due_at: At;
    last_code: string | null;
    last_message: string | null;
    created_at: At;
    updated_at: At;
  };
  blob: {
    tenant_id: TenantId;
    id: BlobId;
    purpose: "label" | "quarantine" | "hook" | "answers" | "picture";
    bytes: number;
    created_at: At;
    purge_at: At;
  };
  call_record: {
    tenant_id: TenantId;
    day: string;
    id: string;
    at: At;
    shop_id: ShopId;
    party: string;
    operation: string;
    class: string;
    outcome: string;
    code: string | null;
    duration_ms: number;
    cause_kind: string | null;
    cause_id: string | null;
    slot: number | null;
  };
  shop_request: {
    tenant_id: TenantId;
    id: string;
    shop_id: ShopId;
    kind: RequestKind;
    data: Json<Record<string, unknown>>;
    requested_by: string;
    created_at: At;
    state: Defaulted<"waiting" | "done" | "failed">;
    result: NullableJson<RequestResultColumn>;
    ended_at: NullableAt;
  };
  reconciliation: {
    tenant_id: TenantId;
    id: string;
    shop_id: ShopId;
    kind: ReconciliationKind;
    window_from: At;
    window_to: At;
    started_at: At;
    ended_at: NullableAt;
    state: "running" | "done" | "failed";
    platform_count: number | null;
    our_count: number | null;
    pulled: Defaulted<number>;
    failure: string | null;
  };
  reconciliation_difference: {
    tenant_id: TenantId;
    reconciliation_id: string;
    platform_order_id: string;
    kind: DifferenceKind;
    cause: MissCause;
    found_at: At;
    pulled: boolean;
    order_id: OrderId | null;
  };
  alert: {
    tenant_id: TenantId;
    id: string;
    kind: AlertKind;
    severity: Severity;
    shop_id: ShopId | null;
    subject: Defaulted<string>;
    detail: ColumnType<Record<string, unknown>, string | undefined, string>;
    opened_at: At;
    last_at: At;
    times: Defaulted<number>;
    closed_at: NullableAt;
    seen_at: NullableAt;
    seen_by: string | null;
  };
  hook_event: {
    tenant_id: TenantId;
    id: string;
    shop_id: ShopId;
    key: string;
    event: string;
    platform_order_id: string | null;
    platform_at: NullableAt;
    received_at: At;
    raw_blob_id: BlobId;
  };
  answer_batch: {
    tenant_id: TenantId;
    blob_id: BlobId;
    shop_id: ShopId;
    first_at: At;
    last_at: At;
    answers: number;
  };
};
