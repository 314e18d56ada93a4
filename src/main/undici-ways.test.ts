import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { HttpRequest } from "../ports/http.ts";
import { undiciWays } from "./undici-http.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server on bare TCP; returns its port. */
async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const platform = (seen: string[]) =>
  listen((socket) =>
    socket.on("data", (bytes) => {
      seen.push(bytes.toString());
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    }),
  );

/** A proxy that tunnels to whom it is asked for, or answers `refusal`. */
const proxy = (asked: string[], refusal?: string) =>
  listen((socket) =>
    socket.once("data", (bytes) => {
      asked.push(bytes.toString());
      if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
      const [, port = ""] = /^CONNECT 127\.0\.0\.1:(\d+) /.exec(bytes.toString()) ?? [];
      const target = connect(Number(port), "127.0.0.1", () => socket.write("HTTP/1.1 200 Connection established\r\n\r\n"));
      target.on("error", () => socket.destroy());
      socket.pipe(target).pipe(socket);
    }),
  );

const request = (port: number): HttpRequest => ({
  method: "POST",
  url: `http://127.0.0.1:${port}/openapi/router`,
  headers: { "content-type": "application/json" },
  body: "{}",
  timeoutMs: 2_000,
  maxBytes: 1_000,
  operation: "test",
});

function openWays() {
  const ways = undiciWays();
  closers.push(() => ways.close());
  return ways;
}

test("a shop with a proxy of its own goes out through it, signed in, and the platform sees neither name nor password", async () => {
  const [seen, asked]: [string[], string[]] = [[], []];
  const [platformPort, proxyPort] = [await platform(seen), await proxy(asked)];
  const ways = openWays();
  const reply = await ways.by(`http://seller:p%40ss@127.0.0.1:${proxyPort}`).send(request(platformPort));
  expect(reply).toMatchObject({ ok: true, value: { status: 200 } });
  expect(asked).toHaveLength(1);
  expect(asked[0]?.toLowerCase()).toContain(`proxy-authorization: basic ${Buffer.from("seller:p@ss").toString("base64")}`.toLowerCase());
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatch(/^POST \/openapi\/router /);
  expect(seen[0]?.toLowerCase()).not.toContain("proxy-authorization");
  // the others go straight out
  expect(await ways.by(null).send(request(platformPort))).toMatchObject({ ok: true });
  expect(asked).toHaveLength(1);
});

test.each(["407 Proxy Authentication Required", "502 Bad Gateway"])("a proxy that says %s has sent nothing", async (refusal) => {
  const seen: string[] = [];
  const [platformPort, proxyPort] = [await platform(seen), await proxy([], refusal)];
  const reply = await openWays().by(`http://127.0.0.1:${proxyPort}`).send(request(platformPort));
  expect(reply).toMatchObject({ ok: false, error: { kind: "connection", sent: false } });
  expect(seen).toEqual([]);
});

test("a proxy that is not there has sent nothing", async () => {
  const port = await listen(() => {});
  await closers.pop()?.();
  expect(await openWays().by(`http://127.0.0.1:${port}`).send(request(port))).toMatchObject({ ok: false, error: { sent: false } });
});
