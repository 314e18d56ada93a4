import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { SimClock } from "./clock.ts";

/** One request as it came off the socket. `body` is the raw bytes: signatures are checked over what was sent, never over a re-serialisation. */
export type RawRequest = {
  method: string;
  /** Path with its query string, undecoded. */
  target: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
  remoteAddress: string;
  /** Simulator clock, ms, taken when the first byte of the request reached the socket. */
  arrivedAtMs: number;
};

export type RawResponse = { status: number; headers: Record<string, string>; body: Uint8Array };

/** "drop" closes the connection without an answer, whatever the request did. A number of bytes sends only that much of the body, then closes. */
export type Reply = RawResponse | { drop: true } | { partial: RawResponse; bytes: number };

/** What a simulator is: bytes in, bytes out. The socket server below and the virtual world both call it. */
export type Gateway = (request: RawRequest) => Promise<Reply>;

export type Listening = { port: number; close(): Promise<void> };

const bodyMax = 8 * 1024 * 1024;

/** Serves a gateway on loopback. Port 0 picks a free one. Bodies over 8 MiB close the connection. */
export async function listen(gateway: Gateway, clock: SimClock, port: number): Promise<Listening> {
  const firstByteAt = new WeakMap<Socket, number>();
  const server: Server = createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
    const { socket } = req;
    const arrivedAtMs = firstByteAt.get(socket) ?? clock.nowMs();
    firstByteAt.delete(socket);
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyMax) socket.destroy();
      else chunks.push(chunk);
    });
    req.on("end", () => {
      // the body's own packets stamped the socket again: the next stamp belongs to the next request
      firstByteAt.delete(socket);
      gateway(toRawRequest(req, Buffer.concat(chunks), arrivedAtMs)).then(
        (reply) => sendReply(reply, res, socket),
        (error: unknown) => {
          console.error("simulator gateway failed", error);
          socket.destroy();
        },
      );
    });
  });
  server.on("connection", (socket) => {
    socket.setNoDelay(true);
    socket.on("data", () => {
      if (!firstByteAt.has(socket)) firstByteAt.set(socket, clock.nowMs());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toRawRequest(req: IncomingMessage, body: Uint8Array, arrivedAtMs: number): RawRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  const remoteAddress = (req.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return { method: req.method ?? "GET", target: req.url ?? "/", headers, body, remoteAddress, arrivedAtMs };
}

function sendReply(reply: Reply, res: ServerResponse, socket: Socket): void {
  if ("drop" in reply) {
    socket.destroy();
    return;
  }
  const response = "partial" in reply ? reply.partial : reply;
  res.writeHead(response.status, { ...response.headers, "content-length": String(response.body.byteLength) });
  if ("partial" in reply) res.write(response.body.subarray(0, reply.bytes), () => socket.destroy());
  else res.end(response.body);
}

/** A JSON answer, UTF-8. */
export function jsonReply(status: number, value: unknown): RawResponse {
  return { status, headers: { "content-type": "application/json;charset=UTF-8" }, body: new TextEncoder().encode(JSON.stringify(value)) };
}
