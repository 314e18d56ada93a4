import { createHash } from "node:crypto";
import { z } from "zod";
import type { SimClock } from "../../kernel/clock.ts";
import { seededRandom } from "../../kernel/random.ts";
import { memoryStore, type SimStore } from "../../kernel/store.ts";
import { listen } from "../../kernel/wire.ts";
import type { YanwenOptions } from "./options.ts";
import { createYanwenSimulator } from "./simulator.ts";

// What the tests use to speak to the simulator: real HTTP, its own signing, nothing of the simulator's own code but the front door.

const Envelope = z.object({ success: z.boolean(), code: z.string(), message: z.string(), data: z.unknown() });
export type Envelope = z.infer<typeof Envelope>;

export const firstAccount = { userId: "900001", token: "test-token-0001" };
export const secondAccount = { userId: "900002", token: "test-token-0002" };
export const startMs = Date.UTC(2026, 0, 5, 2, 0, 0);

export type TestClock = SimClock & { set(ms: number): void; advance(ms: number): void };

export function testClock(): TestClock {
  let now = startMs;
  return {
    nowMs: () => now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    set: (ms) => {
      now = ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

export type Sent = {
  account?: typeof firstAccount;
  timestamp?: string;
  sign?: string;
  query?: (parts: string[]) => string[];
  signed?: string;
};

export type TestCarrier = Awaited<ReturnType<typeof startCarrier>>;

/** A simulator on a free port, and the calls that a client makes. */
export async function startCarrier(options: Partial<YanwenOptions> = {}, store: SimStore = memoryStore(), seed = 7) {
  const clock = testClock();
  const simulator = createYanwenSimulator({ clock, random: seededRandom(seed), store }, options);
  const [entry] = simulator.gateways;
  if (!entry) throw new Error("no gateway");
  const server = await listen(entry.gateway, clock, 0);
  const base = `http://127.0.0.1:${server.port}`;

  const post = async (method: string, body: string | Uint8Array, sent: Sent = {}): Promise<Response> => {
    const { userId, token } = sent.account ?? firstAccount;
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const timestamp = sent.timestamp ?? String(clock.nowMs());
    const signed = sent.signed === undefined ? bytes : Buffer.from(sent.signed);
    const sign =
      sent.sign ??
      createHash("md5")
        .update(Buffer.concat([Buffer.from(token + userId), signed, Buffer.from(`json${method}${timestamp}V1.0${token}`)]))
        .digest("hex");
    const parts = [`user_id=${userId}`, `method=${method}`, "format=json", `timestamp=${timestamp}`, "version=V1.0", `sign=${sign}`];
    const query = (sent.query ?? ((same) => same))(parts).join("&");
    return fetch(`${base}/api/order?${query}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Uint8Array(bytes),
    });
  };
  const call = async (method: string, body: unknown, sent: Sent = {}): Promise<Envelope> =>
    Envelope.parse(await (await post(method, typeof body === "string" ? body : JSON.stringify(body), sent)).json());
  const track = async (nums: string, authorization = firstAccount.userId): Promise<unknown> =>
    (await fetch(`${base}/api/tracking?nums=${nums}`, { headers: { authorization } })).json();
  return { clock, simulator, base, post, call, track, close: () => server.close() };
}

const Booked = z.object({
  waybillNumber: z.string(),
  orderNumber: z.string(),
  referenceNumber: z.string().nullable(),
  yanwenOrderNumber: z.string(),
});

/** Books an order that must be accepted. */
export async function book(carrier: TestCarrier, orderNumber: string, change: OrderChange = {}, sent: Sent = {}) {
  const envelope = await carrier.call("express.order.create", sampleOrder(orderNumber, change), sent);
  if (!envelope.success) throw new Error(envelope.message);
  return Booked.parse(envelope.data);
}

type Block = Record<string, unknown>;
export type OrderChange = { top?: Block; receiver?: Block; parcel?: Block; product?: Block; products?: unknown[] };

/** The order of the reference's sample, with changes. */
export function sampleOrder(orderNumber: string, change: OrderChange = {}): Block {
  const product = {
    goodsNameCh: "手机壳",
    goodsNameEn: "phone case",
    price: 8.5,
    quantity: 1,
    weight: 120,
    hscode: "3926909090",
    sku: "CASE-01",
    ...change.product,
  };
  return {
    channelId: "481",
    orderSource: "ERP",
    orderNumber,
    receiverInfo: {
      name: "Jane Doe",
      phone: "5550100",
      country: "US",
      state: "CA",
      city: "Fresno",
      zipCode: "93650",
      address: "1 Test St",
      ...change.receiver,
    },
    parcelInfo: {
      hasBattery: 0,
      currency: "USD",
      totalPrice: 8.5,
      totalQuantity: 1,
      totalWeight: 120,
      productList: change.products ?? [product],
      ...change.parcel,
    },
    ...change.top,
  };
}
