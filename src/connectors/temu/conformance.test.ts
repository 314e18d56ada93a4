import { machineClock } from "../../../sim/kernel/clock.ts";
import { seededRandom } from "../../../sim/kernel/random.ts";
import type { Simulator } from "../../../sim/kernel/simulator.ts";
import { memoryStore } from "../../../sim/kernel/store.ts";
import { listen } from "../../../sim/kernel/wire.ts";
import { createTemuSimulator } from "../../../sim/platforms/temu/simulator.ts";
import { describePlatformConnector } from "../../../test/conformance/platform.ts";
import type { PlatformHarness } from "../../../test/conformance/platform-harness.ts";
import { s10CheckDigit } from "../../domain/fulfilment/tracking-number.ts";
import { systemClock } from "../../main/clock.ts";
import { undiciHttp } from "../../main/undici-http.ts";
import { temuConnector } from "./connector.ts";

// the sandbox's published credentials (docs/sandbox.md)
const app = { appKey: "sandboxappkey00000000000000000001", appSecret: "0123456789abcdef0123456789abcdef01234567" };
const token = (last: number) => `sandboxtoken${String(last).padStart(48, "0")}`;
const poisonMark = "poison";

function controlOf(simulator: Simulator, path: string[], body: unknown): unknown {
  const reply = simulator.control("POST", path, body);
  if (reply?.status !== 200) throw new Error(`control ${path.join("/")}: ${JSON.stringify(reply)}`);
  return reply.body;
}

function placeOrder(simulator: Simulator, { units, held, cooperative, poisoned }: Parameters<PlatformHarness["placeOrder"]>[0]): string {
  const control = (path: string[], given: unknown) => controlOf(simulator, path, given);

  const body = control(["orders"], {
    platform: "temu",
    lines: [{ extCode: "HG-MUG-0007-BL", quantity: units }],
    ...(held === true && { status: 1, pendingSeconds: 3600 }),
    ...(cooperative === true && { fulfillmentType: "fulfillByCooperativeWarehouse" }),
  });
  const sn = /PO-\d+-\d+/u.exec(JSON.stringify(body))?.[0] ?? "";
  if (poisoned === true) simulator.faults.add({ name: `${poisonMark}-order`, share: 1, match: sn });
  // the item would sell out over the suite
  control(["stock"], { platform: "temu", extCode: "HG-MUG-0007-BL", quantity: 500 });
  return sn;
}

/** Two calls of somebody else who does not keep the cap of one. */
async function overrun(url: string): Promise<void> {
  for (let call = 0; call < 2; call += 1) await fetch(url, { method: "POST", body: JSON.stringify({ access_token: token(1), type: "x" }) });
}

async function makeHarness(): Promise<PlatformHarness> {
  const clock = machineClock();
  const simulator = createTemuSimulator(
    { clock, random: seededRandom(7), store: memoryStore() },
    { openingOrders: 0, policies: [{ name: "cap120", isOn: false }] },
  );
  const servers = await Promise.all(simulator.gateways.map(async (one) => ({ name: one.name, ...(await listen(one.gateway, clock, 0)) })));
  const endpoint = (gateway: string) => `http://127.0.0.1:${servers.find((server) => server.name === `temu.${gateway}`)?.port}`;
  const http = undiciHttp();
  let requests = 0;
  let serial = 10_000_000;
  const control = (path: string[], body: unknown) => controlOf(simulator, path, body);
  const fault = (name: string, match: string) => void simulator.faults.add({ name, share: 1, count: 1, match });
  return {
    connector: temuConnector,
    link: {
      shop: { platformShopId: "600000000000009", regionId: "211" },
      authorisations: [
        { gateway: "us", purpose: "orders", endpoint: endpoint("us"), ...app, accessToken: token(1) },
        { gateway: "pa", purpose: "products", endpoint: endpoint("pa"), ...app, accessToken: token(2) },
      ],
      http: {
        send: (request) => {
          requests += 1;
          return http.send(request);
        },
      },
      clock: systemClock,
    },
    requests: () => requests,
    carrierId: "998264853",
    goodNumber: () => {
      serial += 1;
      return `UT${serial}${s10CheckDigit(String(serial))}YP`;
    },
    malformedNumber: "UT123456780YP",
    placeOrder: async (wish) => placeOrder(simulator, wish),
    requestCancel: async (id) => void control(["orders", id, "cancel"], { stage: "request" }),
    cancel: async (id) => void control(["orders", id, "cancel"], { stage: "cancelled" }),
    trouble: async (kind, operation) => {
      const match = operation === "confirm" ? "shipment.v2.confirm" : "order.list";
      if (kind !== "shut-out") return fault(kind, match);
      control(["policy"], { cap: 1, windowMs: 60_000, banMs: 900_000, isOn: true });
      await overrun(`${endpoint("us")}/openapi/router`);
    },
    calm: async () => {
      control(["policy"], { isOn: false });
      simulator.faults.clear();
    },
    forbidAmounts: async () => void control(["tokens"], { action: "scopes", gateway: "us", remove: ["bg.order.amount.query"] }),
    expireOrderToken: async () => void control(["tokens"], { action: "expire", gateway: "us" }),
    setPlatformStock: async (_, quantity) => void control(["stock"], { platform: "temu", extCode: "HG-LMP-0021-WH", quantity }),
    close: async () => {
      simulator.close();
      await http.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

describePlatformConnector("Temu", makeHarness);
