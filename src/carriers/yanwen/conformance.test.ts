import { expect, test } from "vitest";
import { createYanwenSimulator } from "../../../sim/carriers/yanwen/simulator.ts";
import { machineClock } from "../../../sim/kernel/clock.ts";
import { seededRandom } from "../../../sim/kernel/random.ts";
import { memoryStore } from "../../../sim/kernel/store.ts";
import { listen } from "../../../sim/kernel/wire.ts";
import { type CarrierHarness, describeCarrier, sampleParcel } from "../../../test/conformance/carrier.ts";
import { systemClock } from "../../main/clock.ts";
import { undiciHttp } from "../../main/undici-http.ts";
import { yanwenCarrier } from "./carrier.ts";

async function makeHarness(): Promise<CarrierHarness> {
  const clock = machineClock();
  const simulator = createYanwenSimulator({ clock, random: seededRandom(3), store: memoryStore() });
  const [gateway] = simulator.gateways;
  if (gateway === undefined) throw new Error("no gateway");
  const server = await listen(gateway.gateway, clock, 0);
  const http = undiciHttp();
  let requests = 0;
  return {
    connector: yanwenCarrier,
    link: {
      endpoint: `http://127.0.0.1:${server.port}`,
      credentials: { userId: "900001", apiToken: "test-token-0001" },
      clock: systemClock,
      http: {
        send: (request) => {
          requests += 1;
          return http.send(request);
        },
      },
    },
    requests: () => requests,
    channelCode: "484",
    closedChannelCode: "999999",
    trouble: async (kind, operation) =>
      void simulator.faults.add({ name: kind, share: 1, count: 1, match: operation === "book" ? "order.create" : "order.getlist" }),
    receive: async (waybillNumber) => void simulator.control("POST", ["carriers", "yanwen", "received"], { waybillNumber }),
    close: async () => {
      simulator.close();
      await http.close();
      await server.close();
    },
  };
}

describeCarrier("Yanwen", makeHarness);

test("a currency that Yanwen does not take is refused before anything is sent", async () => {
  const parcel = sampleParcel("PK1-1", "484");
  const items = parcel.items.map((item) => ({ ...item, unitValue: { amount: 100n, currency: "JPY" } }));
  const link = {
    endpoint: "http://127.0.0.1:1",
    credentials: {},
    clock: systemClock,
    http: { send: () => Promise.reject(new Error("sent")) },
  };
  expect(await yanwenCarrier.book(link, { ...parcel, items })).toMatchObject({ ok: false, error: { reason: "declaration-incomplete" } });
});
