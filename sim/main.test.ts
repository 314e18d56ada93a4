import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";

const main = path.join(import.meta.dirname, "main.ts");
const portOffset = 21_300;
const control = `http://127.0.0.1:${9100 + portOffset}`;
const Ready = z.object({ ready: z.literal(true), ports: z.record(z.string(), z.int()) });

let folder = "";
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sandbox-"));
});
afterEach(() => {
  // a failed test leaves none behind
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Starts the sandbox as `npm run sandbox` does; `firstLine` is what it prints, `ended` its exit code and complaints. */
function startSandbox(...flags: string[]) {
  const child = spawn(process.execPath, [main, "--port-offset", String(portOffset), ...flags]);
  children.push(child);
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const firstLine = new Promise<string>((resolve) =>
    child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().split("\n")[0] ?? "")),
  );
  const ended = new Promise<{ code: number | null; complaints: string }>((resolve) =>
    child.once("exit", (code) => resolve({ code, complaints })),
  );
  return { child, firstLine, ended };
}

const appSecret = "0123456789abcdef0123456789abcdef01234567";

/** A real client's call with the published credentials, on the machine's clock. */
async function callTemu(port: number, type: string, last: number): Promise<unknown> {
  const fields: Record<string, string> = {
    type,
    app_key: "sandboxappkey00000000000000000001",
    access_token: `sandboxtoken${String(last).padStart(48, "0")}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
  };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}${fields[name]}`)
    .join("");
  const sign = createHash("md5").update(`${appSecret}${text}${appSecret}`).digest("hex").toUpperCase();
  const reply = await fetch(`http://127.0.0.1:${port}/openapi/router`, { method: "POST", body: JSON.stringify({ ...fields, sign }) });
  return await reply.json();
}

test("the sandbox opens every port, answers the published credentials, keeps its orders over a restart and stops when told", async () => {
  const flags = ["--state", folder, "--buyers-per-hour", "0", "--seed", "11"];
  const first = startSandbox(...flags);
  const { ports } = Ready.parse(JSON.parse(await first.firstLine));
  expect(ports).toMatchObject({
    control: 30_400,
    "temu.us": 30_401,
    "temu.eu": 30_402,
    "temu.global": 30_403,
    "temu.pa": 30_404,
    "temu.cn": 30_405,
  });
  expect(await callTemu(30_401, "bg.open.accesstoken.info.get", 1)).toMatchObject({ success: true, result: { mallId: 600000000000009 } });
  expect(await callTemu(30_404, "bg.open.accesstoken.info.get.global", 2)).toMatchObject({ success: true });
  expect(await callTemu(30_402, "bg.open.accesstoken.info.get", 3)).toMatchObject({ success: true, result: { mallId: 600000000000009 } });
  expect(await callTemu(30_402, "bg.order.list.v2.get", 13)).toMatchObject({ success: true, result: { totalItemNum: 7 } });
  expect(await callTemu(30_403, "bg.order.list.v2.get", 14)).toMatchObject({ success: true, result: { totalItemNum: 7 } });
  expect(await callTemu(30_401, "bg.open.accesstoken.info.get", 5)).toMatchObject({ result: { mallId: 600000000000017, mallType: 100 } });
  expect(await callTemu(30_401, "bg.order.list.v2.get", 5)).toMatchObject({ success: true, result: { totalItemNum: 7 } });
  expect(await callTemu(30_401, "bg.local.goods.sku.list.query", 5)).toMatchObject({ success: true, result: { pageNo: 1 } });
  expect(await callTemu(30_401, "bg.order.list.v2.get", 1)).toMatchObject({
    result: {
      pageItems: expect.arrayContaining([
        {
          parentOrderMap: expect.anything(),
          orderList: [expect.objectContaining({ thumbUrl: expect.stringContaining(`${control}/img/`) })],
        },
      ]),
    },
  });
  await fetch(`${control}/orders`, { method: "POST", body: JSON.stringify({ platform: "temu", count: 3 }) });
  const before = await (await fetch(`${control}/orders`)).json();
  first.child.kill("SIGTERM");
  expect(await first.ended).toEqual({ code: 0, complaints: "" });

  const second = startSandbox(...flags);
  await second.firstLine;
  expect(await (await fetch(`${control}/orders`)).json()).toEqual(before);
  second.child.kill("SIGINT");
  expect((await second.ended).code).toBe(0);
});

test("the sandbox calls an app back over HTTP", async () => {
  const { child, firstLine, ended } = startSandbox("--buyers-per-hour", "0");
  await firstLine;
  const events: unknown[] = [];
  const receiver = createHttpServer((request, response) => {
    events.push(request.headers["x-tm-event-code"]);
    response.end("{}");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const address = receiver.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/hooks/temu/shop`;
  const post = (verb: string, body: unknown) => fetch(`${control}${verb}`, { method: "POST", body: JSON.stringify(body) });
  expect((await post("/webhooks", { platform: "temu", url })).status).toBe(200);
  await post("/orders", { platform: "temu", lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
  await expect.poll(() => events, { timeout: 10_000 }).toEqual(["bg_order_status_change_event"]);
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
  await new Promise((resolve) => receiver.close(resolve));
});

test("a port in use gives one clear sentence and exit 1", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(9103 + portOffset, "127.0.0.1", resolve));
  const { ended } = startSandbox();
  const { code, complaints } = await ended;
  expect(code).toBe(1);
  expect(complaints).toMatch(/^Port 30403 is in use[^\n]*\n$/u);
  await new Promise((resolve) => blocker.close(resolve));
});

test.each([
  ["--port-offset", "many"],
  ["--seed", "x"],
  ["--buyers-per-hour", "-1"],
  ["--color", "red"],
])("a flag that makes no sense is said, and exit 1: %s %s", async (...flags) => {
  const { code, complaints } = await startSandbox(...flags).ended;
  expect(code).toBe(1);
  expect(complaints).toContain(flags[0]);
});
