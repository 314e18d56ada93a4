import http from "node:http";
import net from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../../test/support/database.ts";
import { openTestApp } from "../../../test/support/test-app.ts";
import { eventually } from "../../../test/support/test-server.ts";
import { setUpTestShop, type TestShop } from "../../../test/support/test-shop.ts";
import { announceChanges } from "../../db/records.ts";
import { systemClock } from "../../main/clock.ts";
import { type ChangeHub, openChangeHub } from "./change-hub.ts";
import { serveEventStream } from "./event-stream.ts";

const database = await createTestDatabase();
// minutes pass in moments here: a beat is due after 15 of these milliseconds
const opened = openTestApp(database, {
  now: systemClock.now,
  monotonicMs: () => systemClock.monotonicMs() * 1000,
  sleep: (ms, signal) => systemClock.sleep(ms / 1000, signal),
});
const { app, directory } = opened;
let shop: TestShop;
let hub: ChangeHub;
let allowed = true;
let finished = 0;
const server = http.createServer((_, response) => {
  const stream = { app, hub, tenant: shop.tenant, lastSeen: undefined, stillAllowed: async () => allowed, signal: stop.signal };
  response.writeHead(200);
  void serveEventStream(response, stream).then(() => {
    finished += 1;
  });
});
const stop = new AbortController();
const sockets: net.Socket[] = [];

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 1 });
  hub = openChangeHub(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await eventually(() => hub.listeners() === 0);
  finished = 0;
  allowed = true;
});
afterAll(async () => {
  stop.abort();
  await new Promise((resolve) => server.close(resolve));
  await hub.close();
  await opened.close();
});

/** A browser's connection; `reads` = false: one that has gone to sleep with its window open. */
function connect(reads: boolean): { text: () => string } {
  const address = server.address();
  const socket = net.connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1");
  sockets.push(socket);
  let text = "";
  if (reads) socket.on("data", (part) => (text += part.toString()));
  else socket.pause();
  socket.on("error", () => {});
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  return { text: () => text };
}

const announce = (ids: string[]) =>
  app.database.inTenant(shop.tenant, (tx) => announceChanges(tx, shop.tenant, app.clock.now(), [{ topic: "packages-changed", ids }]));

test("a silent stream beats, so that nothing on the way takes it for dead", async () => {
  const browser = connect(true);
  await eventually(() => browser.text().split(": beat").length > 4);
  expect(browser.text()).toContain("event: hello");
  expect(finished).toBe(0);
});

test("a stream ends soon after its session or its right has ended", async () => {
  const browser = connect(true);
  await eventually(() => browser.text().includes(": beat"));
  allowed = false;
  await eventually(() => finished === 1);
});

test("a browser that no longer reads is let go before it fills the memory; the others hear everything", async () => {
  const awake = connect(true);
  connect(false);
  await eventually(() => awake.text().includes("hello") && hub.listeners() === 2);
  const ids = Array.from({ length: 2_000 }, () => app.entropy.uuid());
  for (let round = 0; round < 400 && finished === 0; round += 1) await announce(ids);
  expect(finished).toBe(1);
  expect(hub.listeners()).toBe(1);
  const last = app.entropy.uuid();
  await announce([last]);
  await eventually(() => awake.text().includes(last));
});
