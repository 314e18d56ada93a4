import type { Call } from "./call.ts";
import { carriers, judgeNumber } from "./carriers.ts";
import { type Refusal, refuse } from "./codes.ts";
import type { Carried, Send } from "./shipment-form.ts";

const maximumSubParcels = 10;

/** Whether carriers are known and every tracking number is new and of its carrier's form. */
export function checkNumbers(call: Call, sends: Send[]): Refusal | undefined {
  const seen = new Set<string>();
  for (const send of sends) {
    const subs = send.subSendRequests ?? [];
    if (subs.length > maximumSubParcels) return refuse(120011098);
    for (const carried of [send, ...subs]) {
      const refusal = checkNumber(call, carried);
      if (refusal !== undefined) return refusal;
      if (seen.has(carried.trackingNumber)) return refuse(120014003, carried.trackingNumber);
      seen.add(carried.trackingNumber);
    }
  }
  return undefined;
}

/** The carrier and the number by themselves; used again where a number is corrected. */
export function checkNumber(call: Call, carried: Carried): Refusal | undefined {
  const carrier = carriers.find((candidate) => candidate.carrierId === carried.carrierId);
  const isServed = carrier !== undefined && (carrier.regions === null || carrier.regions.some((region) => call.regions.includes(region)));
  if (!isServed) return refuse(120015002, carried.carrierId ?? "missing");
  const number = carried.trackingNumber;
  if (number.trim() === "") return refuse(120014001);
  if (!/^[A-Za-z0-9-]+$/.test(number)) return refuse(120014020);
  const judgement = judgeNumber(carrier, number);
  if (judgement === "wrong-form") return refuse(120014022, number);
  if (judgement === "wrong-digit") return refuse(120014005, number);
  if (call.state.isTrackingUsed(number)) return refuse(120014004, number);
  return undefined;
}
