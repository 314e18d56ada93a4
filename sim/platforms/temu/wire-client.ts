import { createHash } from "node:crypto";
import { z } from "zod";
import type { SimClock } from "../../kernel/clock.ts";
import { seededRandom } from "../../kernel/random.ts";
import type { Sender } from "../../kernel/sender.ts";
import { memoryStore, type SimStore } from "../../kernel/store.ts";
import { type Listening, listen } from "../../kernel/wire.ts";
import type { TemuOptions } from "./options.ts";
import { createTemuSimulator } from "./simulator.ts";

// What the tests use to speak to the simulator: real HTTP, its own signing, nothing of the simulator's own code but the front door.

const Envelope = z.object({ success: z.boolean(), requestId: z.string(), errorCode: z.int(), errorMsg: z.string(), result: z.unknown() });
export type Envelope = z.infer<typeof Envelope>;

export const appKey = "sandboxappkey00000000000000000001";
export const appSecret = "0123456789abcdef0123456789abcdef01234567";
const tokenOf = (last: number): string => `sandboxtoken${String(last).padStart(48, "0")}`;
export const tokens = { us: tokenOf(1), pa: tokenOf(2), eu: tokenOf(3), global: tokenOf(4), local: tokenOf(5) };
export const shop = "600000000000009";
/** The moment of the reference's vectors. */
export const startMs = 1_760_000_000_000;

export type TestClock = SimClock & { set(ms: number): void; advance(ms: number): void };

/** A clock that stands still until it is moved; sleepers wake when it has passed them. */
export function testClock(): TestClock {
  let now = startMs;
  let sleepers: { at: number; wake: () => void }[] = [];
  const set = (ms: number): void => {
    now = ms;
    const due = sleepers.filter((sleeper) => sleeper.at <= now);
    sleepers = sleepers.filter((sleeper) => sleeper.at > now);
    for (const sleeper of due.sort((left, right) => left.at - right.at)) sleeper.wake();
  };
  return {
    nowMs: () => now,
    sleep: (ms) => new Promise((wake) => void sleepers.push({ at: now + ms, wake })),
    set,
    advance: (ms) => set(now + ms),
  };
}

export type Fields = Record<string, unknown>;
export type Sent = { gateway?: "us" | "eu" | "global" | "pa" | "cn"; secret?: string; sign?: string; drop?: string[]; fields?: Fields };

/** The rule of the documents over plain fields: sorted names, each with its value's text, the secret at both ends. */
export function sign(fields: Fields, secret: string): string {
  const text = Object.keys(fields)
    .sort()
    .map((name) => name + (typeof fields[name] === "string" ? fields[name] : JSON.stringify(fields[name])))
    .join("");
  return createHash("md5").update(`${secret}${text}${secret}`).digest("hex").toUpperCase();
}

export type TestTemu = Awaited<ReturnType<typeof startTemu>>;

/** A simulator on free ports, no orders waiting and no limits unless asked for, and the calls that a client makes. */
export async function startTemu(
  options: TemuOptions = {},
  store: SimStore = memoryStore(),
  seed = 7,
  clock: TestClock = testClock(),
  wayOut?: Sender,
) {
  const quiet = { openingOrders: 0, policies: [{ name: "cap120", isOn: false }] };
  const simulator = createTemuSimulator({ clock, random: seededRandom(seed), store, send: wayOut }, { ...quiet, ...options });
  const servers = new Map<string, Listening>();
  for (const { name, gateway } of simulator.gateways) servers.set(name, await listen(gateway, clock, 0));
  const url = (gateway: string): string => `http://127.0.0.1:${servers.get(`temu.${gateway}`)?.port}/openapi/router`;

  /** Sends bytes as they are. */
  const send = (body: string | Uint8Array<ArrayBuffer>, gateway = "us", target = ""): Promise<Response> =>
    fetch(`${url(gateway)}${target}`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const sendForEnvelope = async (body: string, gateway = "us"): Promise<Envelope> =>
    Envelope.parse(await (await send(body, gateway)).json());

  /** The body of a call: common fields, the given ones, signed. */
  const bodyOf = (type: string, params: Fields = {}, sent: Sent = {}): string => {
    const token = sent.gateway === "pa" ? tokens.pa : tokens.us;
    const common = { app_key: appKey, access_token: token, timestamp: Math.floor(clock.nowMs() / 1000), data_type: "JSON", type };
    const fields: Fields = { ...params, ...common, ...sent.fields };
    for (const name of sent.drop ?? []) delete fields[name];
    const signature = sent.sign ?? sign(fields, sent.secret ?? appSecret);
    return JSON.stringify(sent.drop?.includes("sign") ? fields : { ...fields, sign: signature });
  };
  const call = (type: string, params: Fields = {}, sent: Sent = {}): Promise<Envelope> =>
    sendForEnvelope(bodyOf(type, params, sent), sent.gateway ?? "us");
  const code = async (type: string, params: Fields = {}, sent: Sent = {}): Promise<number> => (await call(type, params, sent)).errorCode;

  const control = (method: string, path: string, body?: unknown): unknown => {
    const reply = simulator.control(method, path.split("/"), body);
    if (reply?.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(reply)}`);
    return reply.body;
  };
  const close = async (): Promise<void> => {
    simulator.close();
    await Promise.all([...servers.values()].map((server) => server.close()));
  };
  return { clock, simulator, url, send, sendForEnvelope, bodyOf, call, code, control, close };
}

const Created = z.object({ orders: z.array(z.object({ parentOrderSn: z.string(), committedAtMs: z.number() })) });

/** Orders placed through the control port. */
export function place(temu: TestTemu, plan: Fields = {}): string[] {
  return Created.parse(temu.control("POST", "orders", { platform: "temu", shop, ...plan })).orders.map((order) => order.parentOrderSn);
}

/** One order placed through the control port. */
export function placeOne(temu: TestTemu, plan: Fields = {}): string {
  const [sn] = place(temu, { lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }], ...plan });
  if (sn === undefined) throw new Error("no order was placed");
  return sn;
}

const Page = z.object({
  totalItemNum: z.int(),
  pageItems: z.array(
    z.object({ parentOrderMap: z.record(z.string(), z.unknown()), orderList: z.array(z.record(z.string(), z.unknown())) }),
  ),
});
export type OrderPage = z.infer<typeof Page>;

/** A page of the order list that must be granted. */
export async function list(temu: TestTemu, params: Fields = {}, sent: Sent = {}): Promise<OrderPage> {
  const envelope = await temu.call("bg.order.list.v2.get", params, sent);
  if (!envelope.success) throw new Error(`${envelope.errorCode} ${envelope.errorMsg}`);
  return Page.parse(envelope.result);
}

/** The parent numbers of a page. */
export const snsOf = (page: OrderPage): unknown[] => page.pageItems.map((item) => item.parentOrderMap.parentOrderSn);
