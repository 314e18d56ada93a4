import { hostname } from "node:os";
import { setFlagsFromString } from "node:v8";
import { listenTo } from "../db/listener.ts";
import { asId, type ShopId } from "../kernel/id.ts";
import { runWorker } from "../sync/worker.ts";
import { runChild } from "./child.ts";
import { openApp } from "./open-app.ts";
import { undiciWays } from "./undici-http.ts";

// A worker: runs shops that nobody else runs. As many as wanted may run, on any machine that reaches the database.
const maxShops = 500;
const connections = 10;
// on a machine with much memory the engine lets garbage grow to several times what is alive; a worker shares its machine
setFlagsFromString("--heap-growing-percent=40");

await runChild("worker", async (context) => {
  const { app, directory, close } = await openApp(context, connections);
  const ways = undiciWays();
  const stop = new AbortController();
  const leaseMs = context.config.workerLeaseMs;
  const settings = { name: `${hostname()}:${process.pid}`, address: hostname(), maxShops, leaseMs, beatMs: Math.round(leaseMs / 4) };
  const called: ((shop: ShopId) => void)[] = [];
  const listener = listenTo("crossdock_hint", context.connection("crossdock_app"), app.clock, (id) => {
    for (const call of called) call(asId<ShopId>(id));
  });
  const running = runWorker(app, directory, ways, settings, stop.signal, { onHint: (call) => called.push(call) });
  return {
    ready: {},
    stop: async () => {
      stop.abort();
      await running;
      await listener.close();
      await ways.close();
      await close();
    },
  };
});
