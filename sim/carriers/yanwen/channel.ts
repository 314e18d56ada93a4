/** Which receiver fields a product needs beyond those that every order needs. */
export type ReceiverNeeds = { phone: boolean; state: boolean; city: boolean; zipCode: boolean };

export type Channel = {
  id: string;
  nameCh: string;
  nameEn: string;
  /** Second letter of the waybill number. */
  letter: string;
  takesBattery: boolean;
  maxWeightG: number;
  /** ISO-2 codes served, or every country of the country list. */
  countries: "all" | readonly string[];
  needs: ReceiverNeeds;
  /** Who delivers in the United States and so gives a second number; null when the carrier's own number is the only one. */
  lastMile: "usps" | null;
  /** "full" reports until delivery; "departure" falls silent once the aircraft has left, as economy post does. */
  tracking: "full" | "departure";
};

const everything: ReceiverNeeds = { phone: true, state: true, city: true, zipCode: true };
const nothing: ReceiverNeeds = { phone: false, state: false, city: false, zipCode: false };
const european = ["DE", "FR", "ES", "IT", "NL", "BE", "PL", "SE", "AT", "PT", "IE", "CZ", "DK", "FI", "GR"];
const tracked = ["US", "GB", "CA", "AU", "MX", "JP", ...european];

/** The carrier's products. Names follow the carrier's style; ids and limits are invented. */
export const channels: readonly Channel[] = [
  {
    id: "481",
    nameCh: "燕文专线追踪-普货",
    nameEn: "Yanwen Special Line Tracked - General",
    letter: "H",
    takesBattery: false,
    maxWeightG: 20_000,
    countries: tracked,
    needs: everything,
    lastMile: "usps",
    tracking: "full",
  },
  {
    id: "484",
    nameCh: "燕文专线追踪-带电",
    nameEn: "Yanwen Special Line Tracked - Battery",
    letter: "G",
    takesBattery: true,
    maxWeightG: 20_000,
    countries: tracked,
    needs: everything,
    lastMile: "usps",
    tracking: "full",
  },
  {
    id: "105",
    nameCh: "燕文航空挂号-普货",
    nameEn: "Yanwen Air Registered Mail - General",
    letter: "A",
    takesBattery: false,
    maxWeightG: 2_000,
    countries: "all",
    needs: { ...nothing, city: true },
    lastMile: null,
    tracking: "full",
  },
  {
    id: "106",
    nameCh: "燕文航空挂号-带电",
    nameEn: "Yanwen Air Registered Mail - Battery",
    letter: "B",
    takesBattery: true,
    maxWeightG: 2_000,
    countries: "all",
    needs: { ...nothing, city: true },
    lastMile: null,
    tracking: "full",
  },
  {
    id: "201",
    nameCh: "燕文航空经济小包-普货",
    nameEn: "Yanwen Air Economy Mail - General",
    letter: "J",
    takesBattery: false,
    maxWeightG: 2_000,
    countries: "all",
    needs: nothing,
    lastMile: null,
    tracking: "departure",
  },
  {
    id: "347",
    nameCh: "燕文美国快线-普货",
    nameEn: "Yanwen US Express Line - General",
    letter: "E",
    takesBattery: false,
    maxWeightG: 10_000,
    countries: ["US"],
    needs: everything,
    lastMile: "usps",
    tracking: "full",
  },
  {
    id: "495",
    nameCh: "燕文欧洲快线-带电",
    nameEn: "Yanwen Europe Express Line - Battery",
    letter: "D",
    takesBattery: true,
    maxWeightG: 15_000,
    countries: european,
    needs: { ...everything, state: false },
    lastMile: null,
    tracking: "full",
  },
  {
    id: "702",
    nameCh: "燕文大货专线-普货",
    nameEn: "Yanwen Heavy Parcel Line - General",
    letter: "K",
    takesBattery: false,
    maxWeightG: 50_000,
    countries: ["US", "GB", "DE", "FR"],
    needs: everything,
    lastMile: null,
    tracking: "full",
  },
];

/** Finds a product by its id, opened or not. */
export function findChannel(id: string): Channel | undefined {
  return channels.find((channel) => channel.id === id);
}
