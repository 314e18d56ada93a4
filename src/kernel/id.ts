declare const idBrand: unique symbol;
type Id<Noun extends string> = string & { readonly [idBrand]: Noun };

/** Every id of ours is a UUIDv7 made by the app (the encryption's additional data needs it before the insert). */
export type TenantId = Id<"tenant">;
export type UserId = Id<"user">;
export type ShopId = Id<"shop">;
export type AuthorisationId = Id<"authorisation">;
export type WarehouseId = Id<"warehouse">;
export type SkuId = Id<"sku">;
export type StockDocumentId = Id<"stock-document">;
export type ListingId = Id<"listing">;
export type OrderId = Id<"order">;
export type OrderLineId = Id<"order-line">;
export type PackageId = Id<"package">;
export type PackageLineId = Id<"package-line">;
export type ChannelId = Id<"channel">;
export type CarrierAccountId = Id<"carrier-account">;
export type IntentId = Id<"intent">;
export type BlobId = Id<"blob">;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the form of our ids (lower-case UUID). */
export function isId(text: string): boolean {
  return uuid.test(text);
}

/** Brands a text that is known to be an id of the wanted noun. Throws when it does not have the form. */
export function asId<T extends Id<string>>(text: string): T {
  if (!isId(text)) throw new Error("not an id");
  return text as T;
}
