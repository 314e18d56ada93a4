import { jsonReply, type RawResponse } from "../../kernel/wire.ts";

/** Why the carrier said no. `code` is a string on the wire, as the carrier's is; the carrier's own list of codes is not public, these are ours. */
export type Refusal = { code: string; message: string };

export type Answer = { ok: true; data: unknown } | { ok: false; refusal: Refusal };

export const refusalCodes = {
  missingParameter: "10001",
  unknownAccount: "10002",
  badSign: "10003",
  staleTimestamp: "10004",
  badVersion: "10005",
  unknownMethod: "10006",
  unreadableBody: "10007",
  invalidField: "20001",
  channelClosed: "20002",
  countryNotServed: "20003",
  overweight: "20004",
  batteryNotAllowed: "20005",
  duplicateOrder: "20006",
  bookingRefused: "20009",
  waybillNotFound: "30001",
  cancelRefused: "30002",
  alreadyCancelled: "30003",
} as const;

export function answer(data: unknown): Answer {
  return { ok: true, data };
}

/** The carrier's no, by the name of its code. */
export function refuse(name: keyof typeof refusalCodes, message: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code: refusalCodes[name], message } };
}

/** The envelope of every order call. */
export function toEnvelope(result: Answer, refusalStatus = 200): RawResponse {
  if (result.ok) return jsonReply(200, { success: true, code: "0", message: "success", data: result.data });
  return jsonReply(refusalStatus, { success: false, code: result.refusal.code, message: result.refusal.message, data: null });
}
