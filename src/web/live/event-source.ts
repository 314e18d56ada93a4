/** What the stream tells a page. `change` carries the JSON of the contract's ChangeEvent. */
export type StreamMessage = { kind: "up" } | { kind: "down" } | { kind: "change"; data: string } | { kind: "resync" };

const url = "/api/v1/events";
const reopenMs = 3_000;

/** Keeps one event stream open until closed. The browser reconnects by itself; when it gives up we open a new one and ask for a re-read. */
export function openEventStream(tell: (message: StreamMessage) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (isFirst: boolean) => {
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener("hello", () => {
      tell({ kind: "up" });
      // a new stream doesn't know what the old one had seen
      if (!isFirst) tell({ kind: "resync" });
    });
    opened.addEventListener("change", (event) => {
      if (event instanceof MessageEvent) tell({ kind: "change", data: String(event.data) });
    });
    opened.addEventListener("resync", () => tell({ kind: "resync" }));
    opened.addEventListener("error", () => {
      tell({ kind: "down" });
      if (opened.readyState !== EventSource.CLOSED) return;
      opened.close();
      timer = setTimeout(() => open(false), reopenMs);
    });
  };
  open(true);
  return () => {
    if (timer !== undefined) clearTimeout(timer);
    source?.close();
  };
}
