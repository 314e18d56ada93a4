import type { z } from "zod";
import type { Random } from "../../kernel/random.ts";
import type { SimWorld } from "../../kernel/simulator.ts";
import {
  type AuthorisationCode,
  type Cancellation,
  CancellationSchema,
  CodeSchema,
  type Item,
  ItemSchema,
  type Mall,
  MallSchema,
  MetaSchema,
  type Order,
  OrderSchema,
  type Parcel,
  ParcelSchema,
  type Permit,
  PermitSchema,
  type Subscription,
  SubscriptionSchema,
  type Tally,
  TallySchema,
  type Token,
  TokenSchema,
} from "./model.ts";
import { RequestKeys } from "./request-keys.ts";
import { afterSalesEvent, type ShopEvent, statusEvents } from "./shop-events.ts";

const permitId = (appKey: string, mallId: string): string => `${appKey} ${mallId}`;

/** Everything the platform knows: maps in memory, every change written through to the store and read back at start. */
export class State {
  readonly world: SimWorld;
  openedAtMs: number;
  readonly malls = new Map<string, Mall>();
  /** By productSkuId. */
  readonly items = new Map<string, Item>();
  /** By parentOrderSn. */
  readonly orders = new Map<string, Order>();
  readonly parcels = new Map<string, Parcel>();
  readonly tokens = new Map<string, Token>();
  readonly codes = new Map<string, AuthorisationCode>();
  /** By app key. */
  readonly subscriptions = new Map<string, Subscription>();
  /** When an app last called `bg.tmc.message.update`. */
  readonly messageUpdatedAtMs = new Map<string, number>();
  readonly requestKeys: RequestKeys;
  /** How long the cooperating warehouses take from the moment an order may be shipped. Null: they send when they are told. */
  cooperativeShipSeconds: number | null = null;
  /** Hears of every change of an order. */
  onOrder: (order: Order) => void = () => {};
  private readonly permits = new Map<string, Permit>();
  private readonly listeners: ((event: ShopEvent) => void)[] = [];
  /** The status of each order that was last told. */
  private readonly toldStatus = new Map<string, Order["status"]>();
  /** By parentAfterSalesSn. */
  private readonly cancellations = new Map<string, Cancellation>();
  private readonly cancellationsOfOrder = new Map<string, string[]>();
  private readonly ordersOfMall = new Map<string, Order[]>();
  private readonly parcelsOfOrder = new Map<string, Parcel[]>();
  private readonly usedTracking = new Set<string>();
  /** Orders on which time works by itself: pending ones, those with an unanswered request to cancel, those of a cooperating warehouse. */
  private readonly waiting = new Set<Order>();
  private readonly tallies = new Map<string, Tally>();
  private sequence = 0;

  constructor(world: SimWorld) {
    this.world = world;
    this.requestKeys = new RequestKeys(world.store);
    this.openedAtMs = world.clock.nowMs();
    const read = <T extends z.ZodType>(kind: string, schema: T): z.output<T>[] =>
      world.store.all(kind).map((fact) => schema.parse(fact.value));
    for (const meta of read("meta", MetaSchema)) {
      this.openedAtMs = meta.openedAtMs;
      this.sequence = meta.sequence;
    }
    for (const mall of read("mall", MallSchema)) this.malls.set(mall.mallId, mall);
    for (const item of read("item", ItemSchema)) this.items.set(item.productSkuId, item);
    for (const order of read("order", OrderSchema)) {
      this.index(order);
      this.toldStatus.set(order.parentOrderSn, order.status);
    }
    for (const parcel of read("package", ParcelSchema)) this.indexParcel(parcel);
    for (const request of read("cancellation", CancellationSchema)) this.indexCancellation(request);
    for (const token of read("token", TokenSchema)) this.tokens.set(token.token, token);
    for (const code of read("code", CodeSchema)) this.codes.set(code.code, code);
    for (const subscription of read("webhook", SubscriptionSchema)) this.subscriptions.set(subscription.appKey, subscription);
    for (const permit of read("permit", PermitSchema)) this.permits.set(permitId(permit.appKey, permit.mallId), permit);
    for (const fact of world.store.all("tally")) this.tallies.set(fact.id, TallySchema.parse(fact.value));
  }

  /** True before the first opening: the store holds nothing. */
  get isEmpty(): boolean {
    return this.malls.size === 0;
  }

  /** A source of chance for the next thing that happens. Numbered, so that a restart neither repeats nor shifts the sequence. */
  nextChance(label: string): Random {
    this.sequence += 1;
    this.saveMeta();
    return this.world.random.fork(`${label} ${this.sequence}`);
  }

  saveMeta(): void {
    this.world.store.put("meta", "world", { openedAtMs: this.openedAtMs, sequence: this.sequence });
  }

  saveMall(mall: Mall): void {
    this.malls.set(mall.mallId, mall);
    this.world.store.put("mall", mall.mallId, mall);
  }

  saveItem(item: Item): void {
    this.items.set(item.productSkuId, item);
    this.world.store.put("item", item.productSkuId, item);
  }

  saveOrder(order: Order): void {
    this.index(order);
    this.world.store.put("order", order.parentOrderSn, order);
    this.onOrder(order);
    if (this.toldStatus.get(order.parentOrderSn) === order.status) return;
    this.toldStatus.set(order.parentOrderSn, order.status);
    for (const event of statusEvents(order)) this.tell(event);
  }

  /** Whoever listens hears of everything that an app could be told, from now on. */
  listen(listener: (event: ShopEvent) => void): void {
    this.listeners.push(listener);
  }

  tell(event: ShopEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  saveCancellation(request: Cancellation): void {
    this.indexCancellation(request);
    this.world.store.put("cancellation", request.parentAfterSalesSn, request);
  }

  /** Ends the request that waits for an answer, if the order has one. */
  closeCancellation(order: Order, status: 5 | 6 | 7, atMs: number): void {
    const pending = this.pendingCancellation(order.parentOrderSn);
    if (pending === undefined) return;
    const closed = { ...pending, status, updatedAtMs: atMs };
    this.saveCancellation(closed);
    this.tell(afterSalesEvent(order, closed));
  }

  cancellationsIn(mallId: string): Cancellation[] {
    return [...this.cancellations.values()].filter((request) => request.mallId === mallId);
  }

  cancellationsOf(parentOrderSn: string): readonly Cancellation[] {
    const sns = this.cancellationsOfOrder.get(parentOrderSn) ?? [];
    return sns.flatMap((sn) => this.cancellations.get(sn) ?? []);
  }

  pendingCancellation(parentOrderSn: string): Cancellation | undefined {
    return this.cancellationsOf(parentOrderSn).find((request) => request.status === 1);
  }

  saveParcel(parcel: Parcel): void {
    this.indexParcel(parcel);
    this.world.store.put("package", parcel.packageSn, parcel);
  }

  saveToken(token: Token): void {
    this.tokens.set(token.token, token);
    this.world.store.put("token", token.token, token);
  }

  saveCode(code: AuthorisationCode): void {
    this.codes.set(code.code, code);
    this.world.store.put("code", code.code, code);
  }

  saveSubscription(subscription: Subscription): void {
    this.subscriptions.set(subscription.appKey, subscription);
    this.world.store.put("webhook", subscription.appKey, subscription);
  }

  removeSubscription(appKey: string): void {
    this.subscriptions.delete(appKey);
    this.world.store.remove("webhook", appKey);
  }

  savePermit(permit: Permit): void {
    const id = permitId(permit.appKey, permit.mallId);
    this.permits.set(id, permit);
    this.world.store.put("permit", id, permit);
  }

  /** The events of a shop that an app asked for. */
  permittedEvents(appKey: string, mallId: string): readonly string[] {
    const asked = this.permits.get(permitId(appKey, mallId))?.events;
    const subscription = this.subscriptions.get(appKey);
    return asked ?? (subscription?.everyShop === true ? subscription.events : []);
  }

  ordersIn(mallId: string): readonly Order[] {
    return this.ordersOfMall.get(mallId) ?? [];
  }

  waitingOrders(): readonly Order[] {
    return [...this.waiting];
  }

  itemsIn(mallId: string): Item[] {
    return [...this.items.values()].filter((item) => item.mallId === mallId);
  }

  getItem(productSkuId: string): Item {
    const item = this.items.get(productSkuId);
    if (item === undefined) throw new Error(`order line without item ${productSkuId}`);
    return item;
  }

  parcelsOf(parentOrderSn: string): readonly Parcel[] {
    return this.parcelsOfOrder.get(parentOrderSn) ?? [];
  }

  isTrackingUsed(trackingNumber: string): boolean {
    return this.usedTracking.has(trackingNumber);
  }

  tallyOf(mallId: string): Tally {
    return this.tallies.get(mallId) ?? { duplicate: 0, rejected: 0 };
  }

  countRefusal(mallId: string, kind: keyof Tally): void {
    const tally = { ...this.tallyOf(mallId) };
    tally[kind] += 1;
    this.tallies.set(mallId, tally);
    this.world.store.put("tally", mallId, tally);
  }

  /** Forgets everything, the store included. The sequence goes on, so that no number is given out twice. */
  clear(): void {
    this.world.store.clear();
    for (const facts of [
      this.malls,
      this.items,
      this.orders,
      this.parcels,
      this.tokens,
      this.codes,
      this.subscriptions,
      this.permits,
      this.messageUpdatedAtMs,
      this.toldStatus,
      this.cancellations,
      this.cancellationsOfOrder,
      this.ordersOfMall,
      this.parcelsOfOrder,
      this.tallies,
      this.requestKeys,
    ]) {
      facts.clear();
    }
    this.usedTracking.clear();
    this.waiting.clear();
    this.openedAtMs = this.world.clock.nowMs();
    this.saveMeta();
  }

  private index(order: Order): void {
    if (!this.orders.has(order.parentOrderSn)) {
      const list = this.ordersOfMall.get(order.mallId) ?? [];
      list.push(order);
      this.ordersOfMall.set(order.mallId, list);
    }
    this.orders.set(order.parentOrderSn, order);
    const isTheirs = order.fulfillmentType === "fulfillByCooperativeWarehouse";
    if (order.status === 1 || (order.status === 2 && (order.cancelRequestedAt !== null || isTheirs))) this.waiting.add(order);
    else this.waiting.delete(order);
  }

  private indexCancellation(request: Cancellation): void {
    const { parentAfterSalesSn: sn, parentOrderSn } = request;
    if (!this.cancellations.has(sn)) {
      this.cancellationsOfOrder.set(parentOrderSn, [...(this.cancellationsOfOrder.get(parentOrderSn) ?? []), sn]);
    }
    this.cancellations.set(sn, request);
  }

  private indexParcel(parcel: Parcel): void {
    if (!this.parcels.has(parcel.packageSn)) {
      for (const parentOrderSn of new Set(parcel.lines.map((line) => line.parentOrderSn))) {
        this.parcelsOfOrder.set(parentOrderSn, [...this.parcelsOf(parentOrderSn), parcel]);
      }
    }
    this.parcels.set(parcel.packageSn, parcel);
    for (const { trackingNumber } of [parcel, ...parcel.subParcels]) this.usedTracking.add(trackingNumber);
  }
}
