import { createDecipheriv, createHmac } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

// What the tests receive webhooks with: a bare HTTP server and a reading of the documents of its own, nothing of the simulator's code.

export type Received = { method: string; headers: Record<string, string>; body: string };

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** A client's callback address. `answers` are the statuses of the next requests, 200 after them; 0 never answers. */
export async function startReceiver() {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ method: request.method ?? "", headers, body: Buffer.concat(chunks).toString() });
      const status = answers.shift() ?? 200;
      if (status !== 0) response.writeHead(status, { "content-type": "application/json" }).end('{"result":{}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  /** Gives whatever is on its way time to arrive: for saying that nothing came. */
  const quiet = async (): Promise<number> => {
    await pause(40);
    return received.length;
  };
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/hooks/temu/shop`, received, answers, quiet, close };
}

/** The event in clear, by the secret's first 16 characters. */
export function decrypt(message: Received, secret: string): string {
  const { eventData } = z.object({ eventData: z.string() }).parse(JSON.parse(message.body));
  const key = Buffer.from(secret.slice(0, 16));
  const decipher = createDecipheriv("aes-128-cbc", key, key);
  return decipher.update(eventData, "base64", "utf8") + decipher.final("utf8");
}

/** Which of the published forms a message is signed in. */
export function formsOf(message: Received, secret: string): string[] {
  const pairs = Object.entries(message.headers)
    .filter(([name]) => name.startsWith("x-tm-") && name !== "x-tm-signature")
    .concat([["eventData", decrypt(message, secret)]])
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const hmac = (text: string): string => createHmac("sha256", secret).update(text).digest("hex");
  const without = pairs.filter(([name]) => name !== "x-tm-ext-param");
  const forms = {
    pairs: hmac(pairs.flat().join("")),
    "pairs-without-ext": hmac(without.flat().join("")),
    "joined-upper-case": hmac(pairs.map((pair) => pair.join("=")).join("&")).toUpperCase(),
  };
  return Object.entries(forms).flatMap(([form, signature]) => (signature === message.headers["x-tm-signature"] ? [form] : []));
}
