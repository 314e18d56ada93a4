import type { ListingId, ShopId, SkuId, StockDocumentId, TenantId, WarehouseId } from "../kernel/id.ts";
import type {
  DocumentKind,
  DocumentReason,
  DocumentState,
  MovementKind,
  PairingWay,
  SkuKind,
  SkuStatus,
  StockRuleKind,
} from "../kernel/vocabulary/stock.ts";
import type { At, Defaulted, Json, NullableAt, NullableJson } from "./columns.ts";

type Wire = Readonly<Record<string, string>>;

/** Somebody else has changed the platform's figure. `at`: ISO 8601. */
export type ForeignChangeColumn = { seen: number; expected: number; at: string };

/** Goods, what shops sell of them, and where they lie. */
export type CatalogSchema = {
  sku: {
    tenant_id: TenantId;
    id: SkuId;
    code: string;
    name_zh: string;
    name_en: string;
    picture_url: string | null;
    weight_g: number;
    has_battery: Defaulted<boolean>;
    customs_name_zh: Defaulted<string>;
    customs_name_en: Defaulted<string>;
    hs_code: string | null;
    declared_amount: Defaulted<bigint>;
    declared_currency: Defaulted<string>;
    created_at: At;
    kind: Defaulted<SkuKind>;
    status: Defaulted<SkuStatus>;
    product_code: Defaulted<string>;
    variant: Defaulted<string>;
    cost_amount: bigint | null;
    cost_currency: Defaulted<string>;
    length_mm: number | null;
    width_mm: number | null;
    height_mm: number | null;
    has_liquid: Defaulted<boolean>;
    has_magnet: Defaulted<boolean>;
    origin: Defaulted<string>;
    scarce_below: number | null;
    scarce_shop_id: ShopId | null;
    search_text: Defaulted<string>;
    updated_at: NullableAt;
  };
  sku_barcode: { tenant_id: TenantId; barcode: string; sku_id: SkuId };
  word: { tenant_id: TenantId; word: string };
  word_part: { tenant_id: TenantId; part: string; word: string };
  sku_word: { tenant_id: TenantId; word: string; sku_id: SkuId };
  bundle_component: { tenant_id: TenantId; bundle_id: SkuId; component_id: SkuId; quantity: number };
  listing: {
    tenant_id: TenantId;
    id: ListingId;
    shop_id: ShopId;
    listing_key: string;
    seller_code: string;
    title: string;
    title_found: Defaulted<string>;
    spec: string;
    picture_url: string | null;
    state: "live" | "delisted" | "punished" | "draft";
    wire: Json<Wire>;
    platform_stock: number | null;
    platform_stock_at: NullableAt;
    pushed_stock: number | null;
    pushed_at: NullableAt;
    barcode: Defaulted<string>;
    is_paired: Defaulted<boolean>;
    first_seen_at: NullableAt;
    sold_units: Defaulted<number>;
    platform_sold: number | null;
    platform_returned: Defaulted<number>;
    platform_least: number | null;
    platform_most: number | null;
    stock_wire: NullableJson<Wire>;
    foreign_change: NullableJson<ForeignChangeColumn>;
  };
  pairing: {
    tenant_id: TenantId;
    listing_id: ListingId;
    sku_id: SkuId;
    quantity: Defaulted<number>;
    how: Defaulted<PairingWay>;
    paired_at: NullableAt;
    paired_by: string | null;
  };
  pairing_rule: {
    tenant_id: TenantId;
    id: string;
    shop_id: ShopId | null;
    prefix: Defaulted<string>;
    suffix: Defaulted<string>;
    quantity: Defaulted<number>;
    created_at: At;
  };
  stock_balance: {
    tenant_id: TenantId;
    warehouse_id: WarehouseId;
    sku_id: SkuId;
    on_hand: Defaulted<number>;
    reserved: Defaulted<number>;
    blocked: Defaulted<number>;
    incoming: Defaulted<number>;
  };
  stock_movement: {
    tenant_id: TenantId;
    id: string;
    at: At;
    warehouse_id: WarehouseId;
    sku_id: SkuId;
    kind: MovementKind;
    on_hand_delta: number;
    reserved_delta: number;
    blocked_delta: Defaulted<number>;
    incoming_delta: Defaulted<number>;
    cause_kind: string;
    cause_id: string;
    actor_id: string | null;
  };
  stock_limit: {
    tenant_id: TenantId;
    warehouse_id: WarehouseId;
    sku_id: SkuId;
    safety_units: Defaulted<number>;
    low_units: Defaulted<number>;
  };
  shop_source: { tenant_id: TenantId; shop_id: ShopId; warehouse_id: WarehouseId; rank: number };
  stock_rule: {
    tenant_id: TenantId;
    id: string;
    shop_id: ShopId;
    listing_id: ListingId | null;
    kind: StockRuleKind;
    value: number | null;
    updated_at: At;
    updated_by: string | null;
  };
  stock_document: {
    tenant_id: TenantId;
    id: StockDocumentId;
    number: string;
    kind: DocumentKind;
    warehouse_id: WarehouseId;
    to_warehouse_id: WarehouseId | null;
    reason: DocumentReason;
    note: Defaulted<string>;
    state: DocumentState;
    created_at: At;
    created_by: string;
    done_at: NullableAt;
    done_by: string | null;
  };
  stock_document_line: {
    tenant_id: TenantId;
    document_id: StockDocumentId;
    sku_id: SkuId;
    position: number;
    units: number | null;
    expected: number | null;
    counted: number | null;
  };
};
