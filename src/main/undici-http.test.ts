import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { HttpRequest } from "../ports/http.ts";
import { type UndiciHttp, undiciHttp } from "./undici-http.ts";

let open: { server: Server; sockets: Set<Socket>; http: UndiciHttp } | undefined;

/** A server on bare TCP: what a client does on the wire is seen, not what a server library makes of it. */
async function serve(
  onRequest: (socket: Socket, text: string) => void,
): Promise<{ url: string; http: UndiciHttp; requests: () => string[] }> {
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      requests.push(bytes.toString());
      onRequest(socket, bytes.toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const http = undiciHttp();
  open = { server, sockets, http };
  return { url: `http://127.0.0.1:${port}/openapi/router`, http, requests: () => requests };
}

afterEach(async () => {
  if (open === undefined) return;
  for (const socket of open.sockets) socket.destroy();
  await new Promise((resolve) => open?.server.close(resolve));
  await open.http.close();
  open = undefined;
});

const request = (url: string, changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "POST",
  url,
  headers: { "content-type": "application/json" },
  body: '{"name":"仓库"}',
  timeoutMs: 2_000,
  maxBytes: 1_000,
  operation: "test",
  ...changes,
});

const answer = (status: string, body: string, headers = "") =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;

test("the body leaves exactly as given, and the answer comes back as bytes", async () => {
  const { url, http, requests } = await serve((socket) => socket.write(answer("200 OK", '{"好":1}')));
  const reply = await http.send(request(url));
  expect(reply.ok && reply.value.status).toBe(200);
  expect(reply.ok && reply.value.body.toString("utf8")).toBe('{"好":1}');
  expect(requests()).toHaveLength(1);
  expect(requests()[0]).toMatch(/^POST \/openapi\/router HTTP\/1\.1\r\n/u);
  expect(requests()[0]?.endsWith('\r\n\r\n{"name":"仓库"}')).toBe(true);
});

test("connections are kept for the next calls", async () => {
  const { url, http } = await serve((socket) => socket.write(answer("200 OK", "{}")));
  for (let call = 0; call < 8; call += 1) expect((await http.send(request(url))).ok).toBe(true);
  // the pool may open a second one while the first is being released
  expect(open?.sockets.size).toBeLessThanOrEqual(2);
});

test.each(["500 Internal Server Error", "429 Too Many Requests", "403 Forbidden"])(
  "%s is an answer, and is not asked for again",
  async (status) => {
    const { url, http, requests } = await serve((socket) => socket.write(answer(status, "no")));
    const reply = await http.send(request(url));
    expect(reply.ok && reply.value.status).toBe(Number(status.slice(0, 3)));
    expect(requests()).toHaveLength(1);
  },
);

test("a redirect is not followed", async () => {
  const { url, http, requests } = await serve((socket) => socket.write(answer("302 Found", "", "location: /elsewhere\r\n")));
  const reply = await http.send(request(url));
  expect(reply.ok && reply.value.status).toBe(302);
  expect(reply.ok && reply.value.headers.location).toBe("/elsewhere");
  expect(requests()).toHaveLength(1);
});

test.each(["GET", "POST"] as const)("a %s whose connection dies without an answer is in doubt, and not repeated", async (method) => {
  const { url, http, requests } = await serve((socket) => socket.destroy());
  const reply = await http.send(request(url, method === "GET" ? { method, body: null } : { method }));
  expect(reply).toMatchObject({ ok: false, error: { kind: "connection", sent: true } });
  expect(requests()).toHaveLength(1);
});

test("an answer that breaks off is no answer", async () => {
  const { url, http } = await serve((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":');
    setTimeout(() => socket.destroy(), 20);
  });
  expect(await http.send(request(url))).toMatchObject({ ok: false, error: { kind: "connection", sent: true } });
});

test.each(["silent", "slow"])("a %s server is left after the time that was given", async (kind) => {
  const { url, http, requests } = await serve((socket) => {
    if (kind === "slow") socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":');
  });
  const reply = await http.send(request(url, { timeoutMs: 150 }));
  expect(reply).toMatchObject({ ok: false, error: { kind: "timeout", sent: true } });
  expect(requests()).toHaveLength(1);
});

test("an answer beyond the limit is cut off while it is read", async () => {
  let written = 0;
  const { url, http } = await serve((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    const pour = setInterval(() => {
      if (socket.destroyed) return clearInterval(pour);
      written += 512;
      socket.write(`200\r\n${"x".repeat(512)}\r\n`);
    }, 2);
    socket.on("close", () => clearInterval(pour));
  });
  expect(await http.send(request(url))).toMatchObject({ ok: false, error: { kind: "too-large", sent: true } });
  expect(written).toBeLessThan(100_000);
  // the next call is served by a connection of its own
  expect((await http.send(request(url, { maxBytes: 10 }))).ok).toBe(false);
});

test("where nobody listens, certainly nothing was sent", async () => {
  const { url, http } = await serve(() => {});
  await new Promise((resolve) => open?.server.close(resolve));
  expect(await http.send(request(url))).toMatchObject({ ok: false, error: { kind: "connection", sent: false } });
});

test("a failure does not name the address, which may carry a signature", async () => {
  const { url, http } = await serve((socket) => socket.destroy());
  const reply = await http.send(request(`${url}?sign=0123456789abcdef`));
  expect(JSON.stringify(reply)).not.toContain("0123456789abcdef");
});
