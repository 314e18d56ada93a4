import type { Money } from "../kernel/money.ts";
import type { Result } from "../kernel/result.ts";
import type { CarrierRefusal } from "../kernel/vocabulary/platform.ts";
import type { Clock } from "./clock.ts";
import type { Http } from "./http.ts";
import type { Recipient } from "./platform.ts";

/** Every way a carrier can fail us. `effect` as in PlatformFailure: "unknown" means look the order up before booking again. */
export type CarrierFailure =
  | { kind: "unavailable"; effect: "none" | "unknown"; detail: string }
  | { kind: "rejected"; reason: CarrierRefusal; code: string; message: string }
  | { kind: "unreadable"; detail: string };

export type CarrierResult<T> = Promise<Result<T, CarrierFailure>>;

export type CarrierLink = {
  endpoint: string;
  /** The carrier's own credential fields, decrypted (Yanwen: userId, apiToken). */
  credentials: Readonly<Record<string, string>>;
  http: Http;
  clock: Clock;
};

export type CarrierChannel = { code: string; name: string; nameEn: string };

export type DeclaredItem = {
  nameZh: string;
  nameEn: string;
  hsCode: string | null;
  quantity: number;
  /** Net weight of one piece, g. */
  weightG: number;
  unitValue: Money;
  sku: string;
};

export type Parcel = {
  /** Our number for this booking, unique with the carrier: a lost answer is looked up by it. */
  bookingNumber: string;
  channelCode: string;
  recipient: Recipient;
  sender: { name: string; phone: string; addressLine: string; city: string; region: string; postcode: string; country: string } | null;
  items: readonly DeclaredItem[];
  hasBattery: boolean;
  /** Gross weight, g. */
  weightG: number;
  /** Printed as picking text where the carrier can; may be empty. */
  remark: string;
};

export type Waybill = {
  waybill: string;
  /** The number that is sent back to the platform. Null: it comes later (待跟踪号). */
  trackingNumber: string | null;
  bookingNumber: string;
  cancelled: boolean;
};

export type CarrierCapabilities = {
  /** False: cancelling is a local mark and the parcel must not be handed over. */
  cancel: boolean;
  /** Whether getting the label tells the platform that the parcel has shipped. */
  labelMarksShipped: boolean;
};

/** A carrier is one object of functions; a platform's own label is one too (docs/decisions/0002-ports.md). */
export type CarrierConnector = {
  carrier: string;
  name: { zh: string; en: string };
  capabilities: CarrierCapabilities;
  endpoint: string;
  /** The credential fields that a person fills in; secret ones are stored encrypted and never shown again. */
  settings: readonly { field: string; labelZh: string; labelEn: string; secret: boolean }[];
  channels(link: CarrierLink): CarrierResult<readonly CarrierChannel[]>;
  book(link: CarrierLink, parcel: Parcel): CarrierResult<Waybill>;
  /** Undefined when the carrier has no booking under this number. */
  find(link: CarrierLink, bookingNumber: string): CarrierResult<Waybill | undefined>;
  /** One PDF, the carrier's own page size. */
  label(link: CarrierLink, waybill: string): CarrierResult<Buffer>;
  cancel(link: CarrierLink, waybill: string, note: string): CarrierResult<void>;
  /** Form and check digit: false = certainly not this carrier's; `checked` says whether a check digit exists. */
  checkNumber(number: string): { wellFormed: boolean; checked: boolean };
};
