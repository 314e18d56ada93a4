import { insertAnswerBatch } from "../db/answers.ts";
import { type Fence, inFence } from "../db/fence.ts";
import type { Instant } from "../kernel/instant.ts";
import type { App } from "./app.ts";
import { putBlob, recordBlob } from "./blobs.ts";

/** Which of the connector's reads an answer was given to. */
export const answerKinds = ["orders", "order", "recipient", "amounts"] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** What a platform answered to one read, as it came. `subject`: the platform's order number, where the read was about one. */
export type KeptAnswer = { at: Instant; kind: AnswerKind; subject: string; status: number; body: string };

/** Seals the answers of a shop into one blob, kept for a week: a day can be read again from them (`npm run replay`). */
export async function keepAnswers(app: App, fence: Fence, answers: readonly KeptAnswer[]): Promise<void> {
  const [first] = answers;
  const last = answers.at(-1);
  if (first === undefined || last === undefined) return;
  const bytes = Buffer.from(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(""));
  const blob = await putBlob(app, fence.tenant, bytes);
  await inFence(app.database, fence, async (tx) => {
    await recordBlob(tx, fence.tenant, blob, "answers", bytes.length, app.clock.now());
    await insertAnswerBatch(tx, fence.tenant, {
      blobId: blob,
      shopId: fence.shop,
      firstAt: first.at,
      lastAt: last.at,
      answers: answers.length,
    });
  });
}
