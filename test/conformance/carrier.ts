import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CarrierConnector, CarrierLink, Parcel, Waybill } from "../../src/ports/carrier.ts";

/** A carrier made ready for the suite: its simulator over HTTP. */
export type CarrierHarness = {
  connector: CarrierConnector;
  link: CarrierLink;
  requests(): number;
  /** A channel that takes the sample parcel, and one that is not open for the account. */
  channelCode: string;
  closedChannelCode: string;
  trouble(kind: "reply-lost" | "unavailable" | "html" | "half-body", operation: "book" | "find"): Promise<void>;
  /** The carrier takes the parcel into its hands. */
  receive(waybill: string): Promise<void>;
  close(): Promise<void>;
};

/** A parcel with nothing wrong about it. */
export function sampleParcel(bookingNumber: string, channelCode: string, changes: Partial<Parcel> = {}): Parcel {
  return {
    bookingNumber,
    channelCode,
    recipient: {
      name: "Maren Sampleton",
      phone: "+1 559-555-0101",
      email: null,
      addressLines: ["1 Sandbox Lane"],
      district: null,
      city: "Fresno",
      region: "California",
      postcode: "93650",
      country: "US",
      taxNumber: null,
    },
    sender: null,
    items: [
      {
        nameZh: "搪瓷杯",
        nameEn: "enamel mug",
        hsCode: "7323940000",
        quantity: 2,
        weightG: 210,
        unitValue: { amount: 250n, currency: "USD" },
        sku: "MUG-1",
      },
    ],
    hasBattery: false,
    weightG: 440,
    remark: "MUG-1 x2",
    ...changes,
  };
}

/** The promises of ports/carrier.ts, tried over the wire. Every carrier passes it. */
export function describeCarrier(name: string, make: () => Promise<CarrierHarness>): void {
  describe(`${name} keeps the port's promises`, () => {
    let harness: CarrierHarness;
    let serial = 0;
    const parcel = (changes: Partial<Parcel> = {}) => {
      serial += 1;
      return sampleParcel(`PK261122${serial}-1`, harness.channelCode, changes);
    };
    const book = async (wanted: Parcel): Promise<Waybill> => {
      const reply = await harness.connector.book(harness.link, wanted);
      if (!reply.ok) throw new Error(`not booked: ${JSON.stringify(reply.error)}`);
      return reply.value;
    };
    const reasonOf = async (wanted: Parcel, link = harness.link) => {
      const reply = await harness.connector.book(link, wanted);
      return reply.ok ? "booked" : reply.error.kind === "rejected" ? reply.error.reason : reply.error.kind;
    };
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(async () => {
      await harness.close();
    });

    test("the account's channels are listed by code and name", async () => {
      const channels = await harness.connector.channels(harness.link);
      expect(channels.ok && channels.value.map((channel) => channel.code)).toContain(harness.channelCode);
    });

    test("a parcel is booked in one request, its number is well formed, and it is found by our own number", async () => {
      const wanted = parcel();
      const before = harness.requests();
      const booked = await book(wanted);
      expect(harness.requests() - before).toBe(1);
      expect(harness.connector.checkNumber(booked.waybill).wellFormed).toBe(true);
      const found = await harness.connector.find(harness.link, wanted.bookingNumber);
      expect(found).toMatchObject({ ok: true, value: { waybill: booked.waybill, cancelled: false } });
    });

    test("an unknown booking is not found, which is no failure", async () => {
      expect(await harness.connector.find(harness.link, "PK-NOBODY-1")).toEqual({ ok: true, value: undefined });
    });

    test("its label is one PDF", async () => {
      const { waybill } = await book(parcel());
      const label = await harness.connector.label(harness.link, waybill);
      expect(label.ok && label.value.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    });

    test("one number, one booking", async () => {
      const wanted = parcel();
      await book(wanted);
      expect(await reasonOf(wanted)).toBe("duplicate-order");
    });

    test("a booking whose answer was lost is in doubt, and is found", async () => {
      const wanted = parcel();
      await harness.trouble("reply-lost", "book");
      const reply = await harness.connector.book(harness.link, wanted);
      expect(reply).toMatchObject({ ok: false, error: { kind: "unavailable", effect: "unknown" } });
      const found = await harness.connector.find(harness.link, wanted.bookingNumber);
      expect(found.ok && found.value?.bookingNumber).toBe(wanted.bookingNumber);
    });

    test.each(["unavailable", "html", "half-body"] as const)("%s while booking is in doubt, while looking up it is not", async (kind) => {
      await harness.trouble(kind, "book");
      expect(await harness.connector.book(harness.link, parcel())).toMatchObject({
        ok: false,
        error: { kind: "unavailable", effect: "unknown" },
      });
      await harness.trouble(kind, "find");
      expect(await harness.connector.find(harness.link, "PK1")).toMatchObject({
        ok: false,
        error: { kind: "unavailable", effect: "none" },
      });
    });

    test("what the carrier refuses is told in our words, with its own beside them", async () => {
      expect(await reasonOf(parcel({ channelCode: harness.closedChannelCode }))).toBe("channel-not-open");
      const { recipient } = parcel();
      expect(await reasonOf(parcel({ recipient: { ...recipient, postcode: null } }))).toBe("recipient-incomplete");
      expect(await reasonOf(parcel({ recipient: { ...recipient, phone: null } }))).toBe("recipient-incomplete");
      const refused = await harness.connector.book(harness.link, parcel({ channelCode: harness.closedChannelCode }));
      expect(refused.ok === false && refused.error.kind === "rejected" && refused.error.message).not.toBe("");
    });

    test("a wrong credential is named", async () => {
      const [secret] = harness.connector.settings.filter((setting) => setting.secret);
      const credentials = { ...harness.link.credentials, [secret?.field ?? ""]: "wrong" };
      expect(await reasonOf(parcel(), { ...harness.link, credentials })).toBe("account-invalid");
    });

    test("cancelling takes a waybill back, once; not after the carrier has the parcel", async () => {
      if (!harness.connector.capabilities.cancel) return;
      const wanted = parcel();
      const { waybill } = await book(wanted);
      expect(await harness.connector.cancel(harness.link, waybill, "test")).toEqual({ ok: true, value: undefined });
      expect(await harness.connector.cancel(harness.link, waybill, "test")).toMatchObject({
        ok: false,
        error: { reason: "already-cancelled" },
      });
      const found = await harness.connector.find(harness.link, wanted.bookingNumber);
      expect(found.ok && (found.value === undefined || found.value.cancelled)).toBe(true);
      const handedOver = await book(parcel());
      await harness.receive(handedOver.waybill);
      expect(await harness.connector.cancel(harness.link, handedOver.waybill, "test")).toMatchObject({
        ok: false,
        error: { reason: "too-late-to-cancel" },
      });
    });

    test("every number of a hundred bookings is different", async () => {
      const waybills = new Set<string>();
      for (let index = 0; index < 100; index += 1) waybills.add((await book(parcel())).waybill);
      expect(waybills.size).toBe(100);
    });
  });
}
