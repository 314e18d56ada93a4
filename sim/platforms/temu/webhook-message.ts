import { createCipheriv, createHmac } from "node:crypto";

type Pair = readonly [name: string, value: string];

const byName = (pairs: readonly Pair[]): Pair[] => [...pairs].sort(([left], [right]) => (left < right ? -1 : 1));
const run = (pairs: readonly Pair[]): string =>
  byName(pairs)
    .map(([name, value]) => name + value)
    .join("");
const hmac = (secret: string, text: string): string => createHmac("sha256", secret).update(text, "utf8").digest("hex");
const extParam = "x-tm-ext-param";

/**
 * How a message may be signed: one published page has three forms that contradict each other, so all are here, and `confidence` says what
 * stands behind each. All are an HMAC-SHA256 under the app's secret over the `x-tm-*` headers and the event in clear.
 */
export const webhookForms = {
  pairs: {
    confidence: "gives the page's published result; a second source signs so",
    sign: (secret: string, pairs: readonly Pair[]) => hmac(secret, run(pairs)),
  },
  "pairs-without-ext": {
    confidence: "gives the signature in the page's sample request, nothing else",
    sign: (secret: string, pairs: readonly Pair[]) => hmac(secret, run(pairs.filter(([name]) => name !== extParam))),
  },
  "joined-upper-case": {
    confidence: "what the page's Java sample computes; no published value fits it",
    sign: (secret: string, pairs: readonly Pair[]) =>
      hmac(
        secret,
        byName(pairs)
          .map(([name, value]) => `${name}=${value}`)
          .join("&"),
      ).toUpperCase(),
  },
} as const;
export type WebhookForm = keyof typeof webhookForms;
export const webhookFormNames = ["pairs", "pairs-without-ext", "joined-upper-case"] as const satisfies readonly WebhookForm[];

/** A message as it goes over the wire. */
export type WebhookMessage = { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> };

/** AES-128-CBC in base64. Key and initial vector are the same: the first 16 bytes of the app's secret. */
export function encryptEvent(secret: string, plaintext: string): string {
  const key = Buffer.from(secret, "utf8").subarray(0, 16);
  const cipher = createCipheriv("aes-128-cbc", key, key);
  return Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]).toString("base64");
}

/** Writes an event as the platform sends it. */
export function writeMessage(
  app: { appKey: string; appSecret: string },
  event: { code: string; plaintext: string; stampMs: number },
  form: WebhookForm,
): WebhookMessage {
  const tags: Pair[] = [
    ["x-tm-app-key", app.appKey],
    ["x-tm-event-code", event.code],
    [extParam, "{}"],
    ["x-tm-timestamp", String(event.stampMs)],
  ];
  const signature = webhookForms[form].sign(app.appSecret, [...tags, ["eventData", event.plaintext]]);
  return {
    headers: { "content-type": "application/json", ...Object.fromEntries(tags), "x-tm-signature": signature },
    body: new TextEncoder().encode(JSON.stringify({ eventData: encryptEvent(app.appSecret, event.plaintext) })),
  };
}

/** "stranger": made without the app's secret. "altered": a message that was sent, with another time in its header. */
export const forgeries = ["stranger", "altered"] as const;
export type Forgery = (typeof forgeries)[number];

/** Writes what somebody would send who isn't the platform: a receiver must not believe it. */
export function forgeMessage(
  app: { appKey: string; appSecret: string },
  event: { code: string; plaintext: string; stampMs: number },
  form: WebhookForm,
  forgery: Forgery,
): WebhookMessage {
  if (forgery === "stranger") {
    const guessed = [...app.appSecret].reverse().join("");
    return writeMessage(
      { ...app, appSecret: guessed },
      { ...event, plaintext: event.plaintext.replace(/"orderStatus":\d+/, '"orderStatus":3') },
      form,
    );
  }
  const sent = writeMessage(app, event, form);
  return { ...sent, headers: { ...sent.headers, "x-tm-timestamp": String(event.stampMs + 1000) } };
}
