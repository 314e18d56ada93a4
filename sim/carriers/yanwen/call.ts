import type { Account } from "./account.ts";
import type { Answer } from "./envelope.ts";
import type { FaultName, Hit } from "./fault-box.ts";
import type { Json } from "./field-reader.ts";
import type { YanwenOptions } from "./options.ts";
import type { ParcelBook } from "./parcel-book.ts";

/** One authenticated call, with everything that a method may look at. */
export type Call = {
  account: Account;
  body: Json;
  nowMs: number;
  book: ParcelBook;
  options: YanwenOptions;
  /** Asks whether a fault strikes this call. */
  strike(name: FaultName): Hit | null;
};

export type CarrierMethod = (call: Call) => Answer | Promise<Answer>;
