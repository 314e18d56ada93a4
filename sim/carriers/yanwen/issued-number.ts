import { s10CheckDigit, uspsCheckDigit } from "./s10.ts";

const serials = 100_000_000;
// A prime that shares no factor with the range: multiplying walks through every serial once, and neighbours do not look like neighbours.
const stride = 38_180_723;

/** The eight digits of the n-th number. No two n below a hundred million give the same, so a number is unique whatever its letters are. */
export function serialOf(first: number, n: number): string {
  if (n >= serials) throw new Error("the carrier has no waybill numbers left");
  const spread = (BigInt(n) * BigInt(stride) + BigInt(first)) % BigInt(serials);
  return spread.toString().padStart(8, "0");
}

/** The carrier's own number: S10 shape with `YP`, which is no UPU country. */
export function toWaybillNumber(letter: string, serial: string): string {
  return `U${letter}${serial}${s10CheckDigit(serial)}YP`;
}

/** USPS 22-digit: 92, service 612, an invented mailer, the serial, the check digit. */
export function toUspsNumber(serial: string): string {
  const payload = `92612900900${serial.padStart(10, "0")}`;
  return `${payload}${uspsCheckDigit(payload)}`;
}
