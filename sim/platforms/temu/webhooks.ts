import { AsyncLocalStorage } from "node:async_hooks";
import { z } from "zod";
import type { FaultBox, Strike } from "./faults.ts";
import { gatewayFacts } from "./gateways.ts";
import { nextChangeAt, settleOrders } from "./lifecycle.ts";
import { type Delivery, DeliverySchema, type Subscription } from "./model.ts";
import type { App } from "./options.ts";
import type { ShopEvent } from "./shop-events.ts";
import type { State } from "./state.ts";
import { type Forgery, forgeMessage, type WebhookMessage, writeMessage } from "./webhook-message.ts";

const minute = 60_000;
const hour = 60 * minute;

/** From an event to its first message: ours, the documents do not say. */
const firstAfterMs = 300;
/** The published patience: HTTP 200 within half a second, or eight more attempts, then nothing. */
const answerWithinMs = 500;
const repeatAfterMs = [2 * minute, 10 * minute, 30 * minute, hour, hour, hour, 12 * hour, 12 * hour];
/** A message that is held back for another one goes by itself after so long. */
const heldMaxMs = minute;

const TallySchema = z.object({
  /** Messages that there should have been, and those a fault swallowed. */
  events: z.number().int(),
  lost: z.number().int(),
  /** Attempts, repetitions among them; `answered` of them in time with 200. */
  sent: z.number().int(),
  retried: z.number().int(),
  answered: z.number().int(),
  givenUp: z.number().int(),
  /** What faults sent besides, and how much of the forged was taken with 200. */
  duplicated: z.number().int(),
  replayed: z.number().int(),
  forged: z.number().int(),
  forgedTaken: z.number().int(),
});
type Tally = z.infer<typeof TallySchema>;
const nothing: Tally = {
  events: 0,
  lost: 0,
  sent: 0,
  retried: 0,
  answered: 0,
  givenUp: 0,
  duplicated: 0,
  replayed: 0,
  forged: 0,
  forgedTaken: 0,
};

/** What befalls one message besides its ordinary way. */
type Fate = { copies: number; replayAfterMs: number | undefined; forgery: Forgery | undefined };
const noFate: Fate = { copies: 0, replayAfterMs: undefined, forgery: undefined };

type Parts = { state: State; faults: FaultBox; apps: readonly App[] };

/** Tells apps what happens in their shops: each event is a message that is repeated until the receiver has it or patience ends. */
export class Webhooks {
  private readonly parts: Parts;
  /**
   * A message is nobody's request: it must not run in the async context of the call that caused it, because the simulated world counts
   * what runs there as that call's work and waits for it.
   */
  private readonly outside = AsyncLocalStorage.snapshot();
  private readonly open = new Map<string, Delivery>();
  private readonly tallies = new Map<string, Tally>();
  private held: { appKey: string; release: () => void }[] = [];
  private lastId = 0;
  private alarmAtMs = Number.POSITIVE_INFINITY;
  private isClosed = false;

  constructor(parts: Parts) {
    this.parts = parts;
    const { store } = parts.state.world;
    for (const fact of store.all("webhook-tally")) this.tallies.set(fact.id, TallySchema.parse(fact.value));
    for (const fact of store.all("delivery")) {
      const delivery = DeliverySchema.parse(fact.value);
      this.lastId = Math.max(this.lastId, Number(delivery.id));
      this.start(delivery, noFate);
    }
    parts.state.listen((event) => this.announce(event));
    this.keepTime();
  }

  /** Whether this world has a way out at all. */
  get canSend(): boolean {
    return this.parts.state.world.send !== undefined;
  }

  subscribe(subscription: Subscription): void {
    this.parts.state.saveSubscription(subscription);
    this.keepTime();
  }

  /** Forgets the address; what was on its way to it is dropped. */
  unsubscribe(appKey: string): void {
    this.parts.state.removeSubscription(appKey);
    for (const delivery of [...this.open.values()]) if (delivery.appKey === appKey) this.finish(delivery);
  }

  statsOf(mallId: string): Tally & { waiting: number } {
    const waiting = [...this.open.values()].filter((delivery) => delivery.mallId === mallId).length;
    return { ...(this.tallies.get(mallId) ?? nothing), waiting };
  }

  /** Forgets everything that is under way. The store has been emptied by then. */
  clear(): void {
    this.open.clear();
    this.tallies.clear();
    this.alarmAtMs = Number.POSITIVE_INFINITY;
  }

  close(): void {
    this.isClosed = true;
    this.open.clear();
  }

  private announce(event: ShopEvent): void {
    const { state, faults } = this.parts;
    for (const { appKey } of this.listenersTo(event)) {
      this.count(event.mallId, "events");
      const subject = `${event.code} ${event.parentOrderSn}`;
      if (faults.strike("webhook-lost", subject) !== undefined) {
        this.count(event.mallId, "lost");
        continue;
      }
      const strike = (name: "delayed" | "duplicated" | "reordered" | "replayed" | "forged"): Strike | undefined =>
        faults.strike(`webhook-${name}`, subject);
      const delayed = strike("delayed");
      const duplicated = strike("duplicated");
      const replayed = strike("replayed");
      const fate: Fate = {
        copies: duplicated === undefined ? 0 : (duplicated.times ?? 1),
        replayAfterMs: replayed === undefined ? undefined : (replayed.delayMs ?? hour),
        forgery: strike("forged")?.forgery,
      };
      const delayMs = delayed === undefined ? 0 : (delayed.delayMs ?? 20_000);
      this.lastId += 1;
      const { code, mallId, parentOrderSn, payload } = event;
      const dueAtMs = state.world.clock.nowMs() + firstAfterMs + delayMs;
      const plaintext = JSON.stringify(payload);
      const delivery = { id: String(this.lastId), appKey, mallId, code, parentOrderSn, plaintext, stampMs: 0, attempts: 0, dueAtMs };
      this.start(delivery, fate, strike("reordered") !== undefined);
    }
    this.keepTime();
  }

  /** The apps to tell: they hold a living token of the shop for that region, the seller granted them the event, and they asked for it. */
  private listenersTo(event: ShopEvent): Subscription[] {
    const { state } = this.parts;
    if (state.subscriptions.size === 0) return [];
    const nowMs = state.world.clock.nowMs();
    return [...state.subscriptions.values()].filter(
      ({ appKey, events }) =>
        events.includes(event.code) &&
        state.permittedEvents(appKey, event.mallId).includes(event.code) &&
        [...state.tokens.values()].some(
          (token) =>
            token.appKey === appKey &&
            token.mallId === event.mallId &&
            token.events.includes(event.code) &&
            !token.isReplaced &&
            token.expiresAt * 1000 > nowMs &&
            gatewayFacts[token.gateway].regions.includes(event.regionId),
        ),
    );
  }

  private start(delivery: Delivery, fate: Fate, isHeld = false): void {
    this.save(delivery);
    this.outside(() => void this.deliver(delivery, fate, isHeld));
  }

  private async deliver(delivery: Delivery, fate: Fate, isHeld: boolean): Promise<void> {
    if (isHeld) await this.holdBack(delivery.appKey);
    for (;;) {
      await this.until(delivery.dueAtMs);
      if (!this.open.has(delivery.id)) return;
      const isAnswered = await this.attempt(delivery, delivery.attempts === 0 ? fate : noFate);
      if (!this.open.has(delivery.id)) return;
      const waitMs = repeatAfterMs[delivery.attempts - 1];
      if (isAnswered || waitMs === undefined) {
        this.count(delivery.mallId, isAnswered ? "answered" : "givenUp");
        this.finish(delivery);
        return;
      }
      delivery.dueAtMs = this.nowMs() + waitMs;
      this.save(delivery);
    }
  }

  /** Sends the message once; the first time also what faults make of it. */
  private async attempt(delivery: Delivery, fate: Fate): Promise<boolean> {
    const { state, apps } = this.parts;
    const subscription = state.subscriptions.get(delivery.appKey);
    const app = apps.find((one) => one.appKey === delivery.appKey);
    if (subscription === undefined || app === undefined) return false;
    if (delivery.stampMs === 0 || subscription.stamp === "attempt") delivery.stampMs = this.nowMs();
    delivery.attempts += 1;
    this.save(delivery);
    const message = writeMessage(app, delivery, subscription.form);
    this.count(delivery.mallId, "sent");
    if (delivery.attempts > 1) this.count(delivery.mallId, "retried");
    const status = await this.post(subscription.url, message);
    for (let copy = 0; copy < fate.copies; copy += 1) {
      this.count(delivery.mallId, "duplicated");
      await this.post(subscription.url, message);
    }
    if (fate.forgery !== undefined) await this.forge(delivery, subscription, forgeMessage(app, delivery, subscription.form, fate.forgery));
    if (fate.replayAfterMs !== undefined) void this.replay(delivery, subscription, message, fate.replayAfterMs);
    for (const { appKey, release } of this.held) if (appKey === delivery.appKey) release();
    this.held = this.held.filter(({ appKey }) => appKey !== delivery.appKey);
    return status === 200;
  }

  private async forge(delivery: Delivery, subscription: Subscription, message: WebhookMessage): Promise<void> {
    this.count(delivery.mallId, "forged");
    if ((await this.post(subscription.url, message)) === 200) this.count(delivery.mallId, "forgedTaken");
  }

  private async replay(delivery: Delivery, subscription: Subscription, message: WebhookMessage, afterMs: number): Promise<void> {
    await this.until(this.nowMs() + afterMs);
    if (!this.parts.state.subscriptions.has(subscription.appKey)) return;
    this.count(delivery.mallId, "replayed");
    await this.post(subscription.url, message);
  }

  /** Waits until another message of this app has gone out. */
  private holdBack(appKey: string): Promise<void> {
    return new Promise((resolve) => {
      this.held.push({ appKey, release: resolve });
      void this.until(this.nowMs() + heldMaxMs).then(resolve);
    });
  }

  private async post(url: string, message: WebhookMessage): Promise<number | undefined> {
    const { send } = this.parts.state.world;
    return this.isClosed ? undefined : await send?.({ url, ...message, timeoutMs: answerWithinMs });
  }

  /** Orders change with time although nobody looks at them; who is to be told must not have to look. */
  private keepTime(): void {
    const { state } = this.parts;
    if (state.subscriptions.size === 0 || this.isClosed) return;
    const due = state.waitingOrders().flatMap((order) => nextChangeAt(state, order) ?? []);
    const nextMs = Math.min(...due) * 1000;
    if (nextMs >= this.alarmAtMs) return;
    this.alarmAtMs = nextMs;
    this.outside(() => void this.ring(nextMs));
  }

  private async ring(atMs: number): Promise<void> {
    await this.until(atMs);
    // a nearer moment, or a reset, took this alarm's place
    if (this.alarmAtMs !== atMs || this.isClosed) return;
    this.alarmAtMs = Number.POSITIVE_INFINITY;
    settleOrders(this.parts.state, this.nowMs());
    this.keepTime();
  }

  private async until(atMs: number): Promise<void> {
    while (this.nowMs() < atMs && !this.isClosed) await this.parts.state.world.clock.sleep(atMs - this.nowMs());
  }

  private nowMs(): number {
    return this.parts.state.world.clock.nowMs();
  }

  private save(delivery: Delivery): void {
    this.open.set(delivery.id, delivery);
    this.parts.state.world.store.put("delivery", delivery.id, delivery);
  }

  private finish(delivery: Delivery): void {
    this.open.delete(delivery.id);
    this.parts.state.world.store.remove("delivery", delivery.id);
  }

  private count(mallId: string, what: keyof Tally): void {
    const tally = { ...(this.tallies.get(mallId) ?? nothing) };
    tally[what] += 1;
    this.tallies.set(mallId, tally);
    this.parts.state.world.store.put("webhook-tally", mallId, tally);
  }
}
