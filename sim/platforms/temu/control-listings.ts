import { z } from "zod";
import type { ControlReply } from "../../kernel/simulator.ts";
import { badRequest, Mine } from "./control-request.ts";
import { changeListingState, findItem, listingStates, shownSubStatus } from "./listing-state.ts";
import type { Item } from "./model.ts";
import type { State } from "./state.ts";
import { maximumStock } from "./stock.ts";

type Parts = { state: State; defaultShop: string };

const byName = new Map<string, number>(Object.entries(listingStates));
/** A state by our name or by the platform's number. */
const StateName = z.preprocess(
  (value) => (typeof value === "string" ? (byName.get(value) ?? value) : value),
  z.literal(Object.values(listingStates)),
);
const Quantity = z.int().min(0).max(maximumStock);

const ListingsAsked = Mine.extend({});
const NewListing = Mine.extend({
  /** Another SKU of these goods, instead of goods of its own. */
  goodsId: z.coerce.string().optional(),
  goodsName: z.string().min(1).optional(),
  extCode: z.string().default(""),
  specName: z.enum(["Color", "Size"]).optional(),
  spec: z.string().min(1).default("One"),
  priceMinor: z.int().min(1).optional(),
  soldFactor: z.int().min(1).default(1),
  stock: Quantity.default(0),
  state: StateName.default(listingStates["on-sale"]),
});

/** `listings`, `listings/:id`, `listings/:id/state`: an id is a SKU's, a product SKU's, an SKC's or that of whole goods. */
export function answerListings(parts: Parts, method: string, path: string[], body: unknown): ControlReply | undefined {
  const [id, act] = path;
  if (method === "GET" && act === undefined) return listListings(parts, id, body);
  if (method !== "POST") return undefined;
  if (id === undefined) return addListing(parts, body);
  return act === "state" ? setState(parts, id, body) : { status: 404, body: { error: "unknown act", known: ["state"] } };
}

const view = (item: Item): unknown => ({ ...item, shownSubStatus: shownSubStatus(item) });

function listListings({ state }: Parts, id: string | undefined, body: unknown): ControlReply {
  const asked = ListingsAsked.safeParse(body ?? {});
  if (!asked.success) return badRequest(asked.error);
  const { shop } = asked.data;
  const all = [...state.items.values()].filter((item) => shop === undefined || item.mallId === shop);
  const found = id === undefined ? all : itemsOf(state, id);
  return found.length === 0 && id !== undefined ? unknownListing : { status: 200, body: { listings: found.map(view) } };
}

const unknownListing: ControlReply = { status: 404, body: { error: "unknown listing" } };

function itemsOf(state: State, id: string): Item[] {
  return [...state.items.values()].filter((item) => [item.skuId, item.productSkuId, item.productSkcId, item.goodsId].includes(id));
}

const StateAsked = z.object({ state: StateName });

/** What the platform, or the seller in its console, does to a listing. */
function setState({ state }: Parts, id: string, body: unknown): ControlReply {
  const asked = StateAsked.safeParse(body ?? {});
  if (!asked.success) return badRequest(asked.error);
  const items = itemsOf(state, id);
  if (items.length === 0) return unknownListing;
  for (const item of items) changeListingState(state, item, asked.data.state, state.world.clock.nowMs());
  return { status: 200, body: { listings: items.map(view) } };
}

const nextId = (items: readonly Item[], idOf: (item: Item) => string): string =>
  String(Math.max(...items.map((item) => Number(idOf(item)))) + 1);

/** The seller opens a listing while the shop is running: the ids are the shop's next ones. */
function addListing({ state, defaultShop }: Parts, body: unknown): ControlReply {
  const asked = NewListing.safeParse(body ?? {});
  if (!asked.success) return badRequest(asked.error);
  const { shop = defaultShop, goodsId, goodsName, extCode, spec, soldFactor, stock, state: subStatus } = asked.data;
  const items = state.itemsIn(shop);
  const pattern = items[0];
  if (pattern === undefined) return { status: 404, body: { error: "unknown shop" } };
  const sibling = items.find((item) => item.goodsId === goodsId);
  if (goodsId !== undefined && sibling === undefined) return { status: 404, body: { error: "unknown goods" } };
  const { specName = sibling?.specName ?? "Color", priceMinor = sibling?.priceMinor ?? 1_999 } = asked.data;
  // sizes of one thing share an SKC, colours do not
  const sharesSkc = sibling !== undefined && specName === "Size";
  const item: Item = {
    mallId: shop,
    goodsId: sibling?.goodsId ?? nextId(items, (one) => one.goodsId),
    skuId: nextId(items, (one) => one.skuId),
    productId: sibling?.productId ?? nextId(items, (one) => one.productId),
    productSkcId: sharesSkc ? sibling.productSkcId : nextId(items, (one) => one.productSkcId),
    productSkuId: nextId(items, (one) => one.productSkuId),
    extCode,
    goodsName: goodsName ?? sibling?.goodsName ?? "New Listing",
    specName,
    spec,
    priceMinor,
    soldFactor,
    warehouseId: pattern.warehouseId,
    createdAtMs: state.world.clock.nowMs(),
    stock,
    sold: 0,
    refused: 0,
    subStatus,
    stateChangedAtMs: 0,
    preSaleStock: 0,
    outGoodsSn: sibling?.outGoodsSn ?? "",
    pictureCode: "",
  };
  state.saveItem(item);
  return { status: 200, body: view(item) };
}

const StockPatch = Mine.extend({ extCode: z.string().optional(), skuId: z.coerce.string().optional(), quantity: z.int().min(0) });

/** Sets what is on sale of an item, named by its seller code or by its SKU. */
export function setStock({ state, defaultShop }: Parts, body: unknown): ControlReply {
  const asked = StockPatch.safeParse(body);
  if (!asked.success) return badRequest(asked.error);
  const { shop = defaultShop, quantity, ...named } = asked.data;
  const item = findItem(state.itemsIn(shop), named);
  if (item === undefined) return { status: 404, body: { error: "unknown item" } };
  item.stock = quantity;
  state.saveItem(item);
  return { status: 200, body: { stock: item.stock } };
}
