import type { ServerResponse } from "node:http";
import type { App } from "../../app/app.ts";
import { type ChangeRow, readChanges } from "../../app/read-changes.ts";
import type { TenantId } from "../../kernel/id.ts";
import type { ChangeHub } from "./change-hub.ts";

const beatMs = 15_000;
const checkMs = 25_000;
const maxBufferedBytes = 1_048_576;
// a browser that missed more than this reads its lists anew: cheaper for both sides
const maxMissed = 5_000;

export type EventStream = {
  app: App;
  hub: ChangeHub;
  tenant: TenantId;
  /** What the browser saw last; undefined on its first visit. */
  lastSeen: bigint | undefined;
  /** Whether the session behind the stream still lives. */
  stillAllowed: () => Promise<boolean>;
  signal: AbortSignal;
};

/** Serves one browser's stream until it leaves, falls behind, loses its right, or the server stops. Headers have been sent. */
export async function serveEventStream(response: ServerResponse, stream: EventStream): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  response.once("close", end);
  stream.signal.addEventListener("abort", end, { once: true });
  const send = (text: string) => {
    if (over.signal.aborted) return;
    response.write(text);
    if (response.writableLength > maxBufferedBytes) end();
  };
  const feed = openFeed(send);
  const leave = await stream.hub.join(stream.tenant, feed.hear);
  try {
    await greet(stream, send, feed);
    await watch(stream, send, over.signal);
  } finally {
    leave();
    stream.signal.removeEventListener("abort", end);
    // a browser that doesn't read would keep a polite end waiting for ever
    if (response.writableLength > maxBufferedBytes) response.destroy();
    else response.end();
  }
}

/** Keeps what arrives until the greeting is out, then sends each change once. */
function openFeed(send: (text: string) => void) {
  let seen: bigint | undefined;
  let early: ChangeRow[] = [];
  const deliver = (changes: readonly ChangeRow[], after: bigint): bigint => {
    let last = after;
    for (const change of changes) {
      if (change.seq <= last) continue;
      send(eventText("change", change.seq, { seq: change.seq.toString(), topic: change.topic, ids: change.ids }));
      last = change.seq;
    }
    return last;
  };
  return {
    hear: (changes: readonly ChangeRow[]) => {
      if (seen === undefined) early = early.concat(changes).slice(-maxMissed);
      else seen = deliver(changes, seen);
    },
    begin: (head: bigint) => {
      seen = deliver(early, head);
      early = [];
    },
  };
}

async function greet(stream: EventStream, send: (text: string) => void, feed: ReturnType<typeof openFeed>): Promise<void> {
  const { lastSeen } = stream;
  const { head, changes } = await readChanges(stream.app, stream.tenant, lastSeen ?? 0n, lastSeen === undefined ? 0 : maxMissed + 1);
  send("retry: 1000\n\n");
  send(eventText("hello", lastSeen === undefined || lastSeen > head ? head : lastSeen, { seq: head.toString() }));
  // numbers have no gaps: fewer rows than numbers means that some have been dropped with their day
  const complete = lastSeen !== undefined && lastSeen <= head && BigInt(changes.length) === head - lastSeen && changes.length <= maxMissed;
  if (lastSeen !== undefined && !complete) send(eventText("resync", head, { seq: head.toString() }));
  if (complete) {
    for (const change of changes) {
      send(eventText("change", change.seq, { seq: change.seq.toString(), topic: change.topic, ids: change.ids }));
    }
  }
  feed.begin(head);
}

async function watch(stream: EventStream, send: (text: string) => void, over: AbortSignal): Promise<void> {
  const { clock } = stream.app;
  let checkedAt = clock.monotonicMs();
  while (!over.aborted) {
    await clock.sleep(beatMs, over);
    if (over.aborted) return;
    send(": beat\n\n");
    if (clock.monotonicMs() - checkedAt < checkMs) continue;
    checkedAt = clock.monotonicMs();
    if (!(await stream.stillAllowed())) return;
  }
}

function eventText(event: string, id: bigint, data: object): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
