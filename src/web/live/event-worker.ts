import { openEventStream, type StreamMessage } from "./event-source.ts";

// One stream for all tabs of a browser: browsers allow only six connections to a server without HTTP/2.
const ports = new Set<MessagePort>();
let close: (() => void) | undefined;
let last: StreamMessage | undefined;

function tellAll(message: StreamMessage): void {
  if (message.kind === "up" || message.kind === "down") last = message;
  for (const port of ports) port.postMessage(message);
}

function join(port: MessagePort): void {
  ports.add(port);
  if (last !== undefined) port.postMessage(last);
  close ??= openEventStream(tellAll);
}

function leave(port: MessagePort): void {
  ports.delete(port);
  if (ports.size > 0) return;
  close?.();
  close = undefined;
  last = undefined;
}

globalThis.addEventListener("connect", (event) => {
  if (!(event instanceof MessageEvent)) return;
  const port = event.ports[0];
  if (port === undefined) return;
  port.addEventListener("message", ({ data }) => (data === "leave" ? leave(port) : join(port)));
  port.start();
  join(port);
});
