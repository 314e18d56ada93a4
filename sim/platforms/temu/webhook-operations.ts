import { z } from "zod";
import type { Operation } from "./call.ts";
import { grant, refuse } from "./codes.ts";
import { eventCodes } from "./event-codes.ts";
import { optional, readParams } from "./params.ts";

const eventsMax = 20;
const minimumGapMs = 1_000;

const Codes = optional(z.array(z.string()));
const UpdateParams = z.object({ permitEventCodeList: Codes, cancelEventCodeList: Codes });

/** `bg.tmc.message.update`: which events of this shop the app wants to be told. The address is set elsewhere, in the developer's console. */
export const updateMessages: Operation = (call) => {
  const { state, token, nowMs } = call;
  const read = readParams(UpdateParams, call.params);
  if (!read.ok) return read;
  const { permitEventCodeList: permitted = [], cancelEventCodeList: cancelled = [] } = read.value;
  const lastMs = state.messageUpdatedAtMs.get(token.appKey);
  if (lastMs !== undefined && nowMs - lastMs < minimumGapMs) return refuse(110020007);
  state.messageUpdatedAtMs.set(token.appKey, nowMs);
  if (permitted.length > eventsMax || cancelled.length > eventsMax) return refuse(110020005);
  if (permitted.some((code) => cancelled.includes(code))) return refuse(110020006);
  const declared: readonly string[] = state.subscriptions.get(token.appKey)?.events ?? eventCodes;
  for (const code of permitted) {
    if (!declared.includes(code)) return refuse(110020009, code);
    if (!token.events.includes(code)) return refuse(110020008, code);
  }
  const wanted = state.permittedEvents(token.appKey, token.mallId).filter((code) => !cancelled.includes(code));
  state.savePermit({ appKey: token.appKey, mallId: token.mallId, events: [...new Set([...wanted, ...permitted])] });
  return grant(true);
};
