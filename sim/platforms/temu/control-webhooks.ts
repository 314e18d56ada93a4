import { z } from "zod";
import type { ControlReply } from "../../kernel/simulator.ts";
import { badRequest, Mine } from "./control-request.ts";
import { eventCodes } from "./event-codes.ts";
import type { App } from "./options.ts";
import type { State } from "./state.ts";
import { webhookFormNames, webhookForms } from "./webhook-message.ts";
import type { Webhooks } from "./webhooks.ts";

export type WebhookParts = { state: State; webhooks: Webhooks; apps: readonly App[] };

/** `webhooks`: the developer's console, where an app's address and its events are entered. */
export function answerWebhooks(parts: WebhookParts, method: string, path: string[], body: unknown): ControlReply | undefined {
  if (path.length > 0) return undefined;
  switch (method) {
    case "GET":
      return show(parts);
    case "POST":
      return subscribe(parts, body);
    case "DELETE":
      return unsubscribe(parts, body);
    default:
      return undefined;
  }
}

const NewSubscription = Mine.extend({
  appKey: z.string().optional(),
  url: z.url({ protocol: /^https?$/ }),
  form: z.enum(webhookFormNames).default("pairs"),
  stamp: z.enum(["first", "attempt"]).default("first"),
  events: z.array(z.enum(eventCodes)).default([...eventCodes]),
  everyShop: z.boolean().default(true),
});

function subscribe({ webhooks, apps }: WebhookParts, body: unknown): ControlReply {
  const asked = NewSubscription.safeParse(body);
  if (!asked.success) return badRequest(asked.error);
  if (!webhooks.canSend) return { status: 409, body: { error: "this simulator has no way out" } };
  const { platform: _, shop: __, appKey = apps[0]?.appKey ?? "", ...wanted } = asked.data;
  if (!apps.some((app) => app.appKey === appKey)) return { status: 404, body: { error: "unknown app" } };
  webhooks.subscribe({ appKey, ...wanted });
  return { status: 200, body: { appKey, ...wanted } };
}

const Gone = Mine.extend({ appKey: z.string().optional() });

function unsubscribe({ state, webhooks }: WebhookParts, body: unknown): ControlReply {
  const asked = Gone.safeParse(body ?? {});
  if (!asked.success) return badRequest(asked.error);
  const gone = [...state.subscriptions.keys()].filter((appKey) => asked.data.appKey === undefined || asked.data.appKey === appKey);
  for (const appKey of gone) webhooks.unsubscribe(appKey);
  return { status: 200, body: { removed: gone } };
}

function show({ state }: WebhookParts): ControlReply {
  const forms = webhookFormNames.map((form) => ({ form, confidence: webhookForms[form].confidence }));
  return { status: 200, body: { subscriptions: [...state.subscriptions.values()], forms } };
}
