import { z } from "zod";

/**
 * GET /api/v1/events, text/event-stream. Each event's id is the tenant's change sequence; `Last-Event-ID` resumes after it.
 * A `hello` opens the stream; `resync` says that the gap is too old and lists should be read anew.
 */
export const ChangeEvent = z.strictObject({
  seq: z.string(),
  topic: z.enum(["packages-created", "packages-changed", "shops-changed", "stock-changed", "alerts-changed"]),
  ids: z.array(z.string()),
});
export type ChangeEvent = z.infer<typeof ChangeEvent>;
