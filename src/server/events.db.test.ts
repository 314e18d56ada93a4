import http from "node:http";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { call, eventually, openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { ChangeEvent } from "../contract/events.ts";
import { announceChanges } from "../db/records.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { app, directory } = server.install;
let shop: TestShop;
let viewer: Visitor;
const open: http.ClientRequest[] = [];

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 1 });
  viewer = await server.enter(shop.tenant, "viewer");
});
afterEach(() => {
  for (const request of open.splice(0)) request.destroy();
});
afterAll(() => server.close());

type Heard = { event: string; id: string; data: unknown };
type Stream = { heard: Heard[]; headers: http.IncomingHttpHeaders; ended: () => boolean };

/** An EventSource as far as these tests need one. */
async function listen(address: string, cookie: string, lastEventId?: string): Promise<Stream> {
  const headers = { cookie, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) };
  const request = http.get(`${address}/api/v1/events`, { headers });
  open.push(request);
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
  });
  const heard: Heard[] = [];
  let ended = false;
  let rest = "";
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
      );
      if (fields.event !== undefined) {
        heard.push({ event: fields.event, id: fields.id ?? "", data: JSON.parse(fields.data ?? "null") });
      }
    }
  });
  response.on("close", () => {
    ended = true;
  });
  response.on("error", () => {});
  request.on("error", () => {});
  await eventually(() => heard.length > 0 || ended);
  return { heard, headers: response.headers, ended: () => ended };
}

/** What a use case writes at the end of its transaction. */
async function change(count: number, of = shop): Promise<string[]> {
  const ids = Array.from({ length: count }, () => app.entropy.uuid());
  for (const id of ids) {
    await app.database.inTenant(of.tenant, (tx) =>
      announceChanges(tx, of.tenant, app.clock.now(), [{ topic: "packages-changed", ids: [id] }]),
    );
  }
  return ids;
}

const changesOf = (stream: Stream) => stream.heard.filter((one) => one.event === "change").map((one) => ChangeEvent.parse(one.data));
const idsOf = (stream: Stream) => changesOf(stream).flatMap((one) => one.ids);

test("a stream greets with the head, then tells each change once and in order, within a moment", async () => {
  const stream = await listen(server.address, viewer.cookie);
  expect(stream.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  expect(stream.headers["x-content-type-options"]).toBe("nosniff");
  expect(stream.heard[0]).toMatchObject({ event: "hello" });
  const began = performance.now();
  const first = await change(1);
  await eventually(() => idsOf(stream).length === 1);
  expect(performance.now() - began).toBeLessThan(1_000);
  const more = await change(20);
  await eventually(() => idsOf(stream).length === 21);
  expect(idsOf(stream)).toEqual([...first, ...more]);
  const numbers = changesOf(stream).map((one) => Number(one.seq));
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  expect(stream.heard.at(-1)?.id).toBe(String(numbers.at(-1)));
});

test("many streams of one tenant are fed by one reader and hear the same, whenever they come", async () => {
  const streams = [await listen(server.address, viewer.cookie)];
  const writing = change(60);
  for (let count = 0; count < 4; count += 1) streams.push(await listen(server.address, viewer.cookie, streams[0]?.heard[0]?.id ?? "0"));
  const ids = await writing;
  await eventually(() => streams.every((stream) => idsOf(stream).length >= 60));
  for (const stream of streams) expect(idsOf(stream).slice(-60)).toEqual(ids);
  expect((await call(server.address, "/metrics")).text).toContain("crossdock_change_readers 1\n");
});

test("a stream that comes back gets exactly what it missed", async () => {
  const before = await listen(server.address, viewer.cookie);
  await change(2);
  await eventually(() => idsOf(before).length === 2);
  const last = before.heard.at(-1)?.id;
  const missed = await change(7);
  const again = await listen(server.address, viewer.cookie, last);
  await eventually(() => idsOf(again).length === 7);
  expect(idsOf(again)).toEqual(missed);
  expect(again.heard.map((one) => one.event)).not.toContain("resync");
  const upToDate = await listen(server.address, viewer.cookie, again.heard.at(-1)?.id);
  expect(idsOf(upToDate)).toEqual([]);
});

test("a stream that missed too much, or comes from another time, is told to read its lists anew", async () => {
  await change(1);
  const seen = await listen(server.address, viewer.cookie);
  // as if the rows in between had been dropped with their day
  await app.database.inTenant(shop.tenant, (tx) =>
    sql`update change_head set seq = seq + 100 where tenant_id = ${shop.tenant}`.execute(tx),
  );
  const late = await listen(server.address, viewer.cookie, seen.heard[0]?.id);
  await eventually(() => late.heard.some((one) => one.event === "resync"));
  const future = await listen(server.address, viewer.cookie, "999999999");
  await eventually(() => future.heard.some((one) => one.event === "resync"));
  const [id] = await change(1);
  await eventually(() => idsOf(late).includes(id ?? "") && idsOf(future).includes(id ?? ""));
});

test("nobody hears another tenant, and nobody hears anything without a session", async () => {
  const theirs = await setUpTestShop(app, directory, { MUG: 1 });
  const stream = await listen(server.address, viewer.cookie);
  const [foreign = ""] = await change(1, theirs);
  const [own = ""] = await change(1);
  await eventually(() => idsOf(stream).includes(own));
  expect(idsOf(stream)).not.toContain(foreign);
  expect((await call(server.address, "/api/v1/events")).status).toBe(401);
});

test("one session may hold ten streams, not eleven; a closed one makes room", async () => {
  const other = await server.enter(shop.tenant, "viewer");
  for (let count = 0; count < 10; count += 1) await listen(server.address, other.cookie);
  expect((await call(server.address, "/api/v1/events", { headers: { cookie: other.cookie } })).status).toBe(429);
  open.pop()?.destroy();
  await eventually(async () => {
    const abort = new AbortController();
    const response = await fetch(`${server.address}/api/v1/events`, { headers: { cookie: other.cookie }, signal: abort.signal });
    abort.abort();
    return response.status === 200;
  });
});

test("when the last browser leaves, the reader rests; when the server stops, streams end", async () => {
  for (const request of open.splice(0)) request.destroy();
  await eventually(async () => (await call(server.address, "/metrics")).text.includes("crossdock_change_readers 0\n"));
  const beside = await openTestServer(database, { install: server.install });
  const stream = await listen(beside.address, viewer.cookie);
  await beside.close();
  await eventually(() => stream.ended());
});
