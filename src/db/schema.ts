import type { ColumnType } from "kysely";
import type { CallPolicy } from "../domain/shops/call-policy.ts";
import type {
  AuthorisationId,
  BlobId,
  CarrierAccountId,
  ChannelId,
  OrderId,
  OrderLineId,
  PackageId,
  PackageLineId,
  ShopId,
  SkuId,
  TenantId,
  WarehouseId,
} from "../kernel/id.ts";
import type { BackfillState, LabelState, PackageOverlay, PackageState, StockState } from "../kernel/vocabulary/package.ts";
import type { OrderStatus, Platform } from "../kernel/vocabulary/platform.ts";
import type { ShopState } from "../kernel/vocabulary/sync.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { CatalogSchema } from "./catalog-schema.ts";
import type { At, Defaulted, Json, NullableAt, NullableJson } from "./columns.ts";
import type { RestrictionColumn, SyncSchema } from "./sync-schema.ts";

type Wire = Readonly<Record<string, string>>;

export type RefusalColumn = { reason: string; code: string; message: string };

/** Tenant tables as the app's role sees them. Mirrors src/db/migrations; test/house holds the two together. */
export type Schema = WorkSchema & CatalogSchema & SyncSchema;

/** What people work on. */
export type WorkSchema = {
  tenant_setting: { tenant_id: TenantId; name: string; review: Defaulted<boolean>; time_zone: Defaulted<string> };
  tenant_key: {
    tenant_id: TenantId;
    purpose: "data" | "index";
    version: number;
    master_key_id: string;
    wrapped: string;
    created_at: At;
  };
  counter: { tenant_id: TenantId; name: string; next: bigint };
  warehouse: { tenant_id: TenantId; id: WarehouseId; code: string; name: string };
  carrier_account: {
    tenant_id: TenantId;
    id: CarrierAccountId;
    carrier: string;
    name: string;
    credentials_encrypted: string;
    sender: NullableJson<Record<string, string>>;
  };
  channel: {
    tenant_id: TenantId;
    id: ChannelId;
    carrier_account_id: CarrierAccountId;
    code: string;
    name: string;
    is_default: Defaulted<boolean>;
    takes_battery: Defaulted<boolean>;
  };
  shop: {
    tenant_id: TenantId;
    id: ShopId;
    platform: Platform;
    platform_shop_id: string;
    name: string;
    kind: string;
    site: string;
    region_id: string;
    currency: string;
    time_zone: string;
    state: Defaulted<ShopState>;
    state_detail: string | null;
    default_warehouse_id: WarehouseId;
    platform_warehouse_id: string | null;
    call_policy: Json<CallPolicy>;
    created_at: At;
    proxy_encrypted: string | null;
    restrictions: ColumnType<RestrictionColumn[], string | undefined, string>;
  };
  authorisation: {
    tenant_id: TenantId;
    id: AuthorisationId;
    shop_id: ShopId;
    gateway: string;
    purpose: "orders" | "products";
    app_key: string;
    app_secret_encrypted: string;
    access_token_encrypted: string;
    scopes: string[] | null;
    expires_at: NullableAt;
  };
  channel_binding: {
    tenant_id: TenantId;
    shop_id: ShopId;
    channel_id: ChannelId;
    platform_carrier_id: string;
    platform_carrier_name: string;
  };
  shop_order: {
    tenant_id: TenantId;
    id: OrderId;
    shop_id: ShopId;
    platform_order_id: string;
    number: string;
    status: OrderStatus;
    fulfilled_by: "seller" | "platform";
    platform_updated_at: NullableAt;
    content_hash: string;
    ordered_at: At;
    paid_at: NullableAt;
    hold_until: NullableAt;
    ship_by: NullableAt;
    deliver_by: NullableAt;
    marks: string[];
    recipient_state: Defaulted<"wanted" | "hidden" | "stored" | "failed" | "not_ours">;
    amount_state: Defaulted<"wanted" | "stored" | "unauthorised" | "failed" | "not_ours">;
    follow_up_at: NullableAt;
    follow_up_attempts: Defaulted<number>;
    downloaded_at: At;
  };
  order_line: {
    tenant_id: TenantId;
    id: OrderLineId;
    order_id: OrderId;
    platform_line_id: string;
    listing_key: string;
    seller_code: string;
    title: string;
    spec: string;
    picture_url: string | null;
    ordered_quantity: number;
    cancelled_quantity: number;
    units_per_piece: number;
    wire: Json<Wire>;
  };
  order_recipient: {
    tenant_id: TenantId;
    order_id: OrderId;
    country: string | null;
    region: string | null;
    postcode_prefix: string | null;
    has_postcode: boolean;
    has_phone: boolean;
    name_mask: string;
    phone_mask: string | null;
    address_mask: string | null;
    city_mask: string | null;
    name_encrypted: string;
    phone_encrypted: string | null;
    email_encrypted: string | null;
    address_encrypted: string;
    district_encrypted: string | null;
    city_encrypted: string | null;
    region_encrypted: string | null;
    postcode_encrypted: string | null;
    tax_number_encrypted: string | null;
    name_index: string;
    phone_index: string | null;
    index_key_version: number;
    stored_at: At;
  };
  order_amount: {
    tenant_id: TenantId;
    order_id: OrderId;
    currency: string;
    customer_paid: bigint | null;
    goods: bigint | null;
    shipping: bigint | null;
    tax: bigint | null;
    seller_discount: bigint | null;
    platform_discount: bigint | null;
    estimated_revenue: bigint | null;
    platform_deduction: bigint | null;
  };
  package: {
    tenant_id: TenantId;
    id: PackageId;
    number: string;
    order_id: OrderId;
    shop_id: ShopId;
    platform: Platform;
    warehouse_id: WarehouseId;
    state: PackageState;
    stock_state: StockState;
    label_state: Defaulted<LabelState>;
    backfill_state: Defaulted<BackfillState>;
    overlays: PackageOverlay[];
    composition: "one_piece" | "one_sku" | "mixed";
    country: string | null;
    ordered_at: At;
    paid_at: NullableAt;
    ship_by: NullableAt;
    channel_id: ChannelId | null;
    booking_attempt: Defaulted<number>;
    waybill: string | null;
    tracking_number: string | null;
    label_blob_id: BlobId | null;
    label_refusal: NullableJson<RefusalColumn>;
    backfill_refusal: NullableJson<RefusalColumn>;
    printed_count: Defaulted<number>;
    printed_at: NullableAt;
    shipped_at: NullableAt;
    backfilled_at: NullableAt;
    platform_shipment: NullableJson<{ trackingNumber: string | null; carrier: string | null; readAt: string }>;
    created_at: At;
  };
  package_line: {
    tenant_id: TenantId;
    id: PackageLineId;
    package_id: PackageId;
    order_line_id: OrderLineId;
    sku_id: SkuId | null;
    bundle_id: SkuId | null;
    bundle_quantity: Defaulted<number>;
    pairing_quantity: Defaulted<number>;
    units: number;
    reserved_units: Defaulted<number>;
  };
  platform_carrier: { tenant_id: TenantId; shop_id: ShopId; id: string; name: string; read_at: At };
  platform_warehouse: { tenant_id: TenantId; shop_id: ShopId; id: string; name: string; is_default: boolean; read_at: At };
  timeline: {
    tenant_id: TenantId;
    day: string;
    id: string;
    at: At;
    package_id: PackageId;
    actor_id: string | null;
    actor_name: string | null;
    kind: string;
    event: Json<TimelineEvent>;
  };
  change: { tenant_id: TenantId; day: string; seq: bigint; topic: string; ids: string[] };
  change_head: { tenant_id: TenantId; seq: bigint };
  audit: {
    tenant_id: TenantId;
    day: string;
    id: string;
    at: At;
    actor_id: string;
    act: string;
    subject_kind: string;
    subject_id: string;
    detail: Json<Record<string, unknown>>;
  };
};

/** The `directory` schema, for its own role. No buyer data. */
export type DirectorySchema = {
  "directory.tenant": { id: TenantId; name: string; demo: Defaulted<boolean>; created_at: At };
  "directory.shop": { id: ShopId; tenant_id: TenantId; platform: Platform; platform_shop_id: string; active: Defaulted<boolean> };
  "directory.lease": {
    shop_id: ShopId;
    tenant_id: TenantId;
    owner: string | null;
    epoch: Defaulted<bigint>;
    beat: Defaulted<bigint>;
    slots: NullableJson<Record<string, unknown>>;
  };
  "directory.hook": { key: string; tenant_id: TenantId; platform: Platform };
  "directory.shut_address": { address: string; version: bigint; left_ms: number };
};
