import type { Answer } from "./codes.ts";
import type { GatewayName, Item, Mall, Order, Token } from "./model.ts";
import type { State } from "./state.ts";

/** What an operation is told. The gateway has checked signature, time, token and scope by then. */
export type Call = {
  state: State;
  settings: Settings;
  gateway: GatewayName;
  regions: string[];
  token: Token;
  mall: Mall;
  params: unknown;
  /** Whether a parameter is a number on the wire; as read, its digits look the same as a text's. */
  isNumber(name: string): boolean;
  nowMs: number;
};

export type Settings = {
  imageBase: string;
  amountReadyAfterMs: number;
  isPoisoned(order: Order): boolean;
  /** Orders as a list shows them: some later than they are, now and then all of them old. */
  asListed(orders: readonly Order[], type: string, nowMs: number): readonly Order[];
};

export type Operation = (call: Call) => Answer;

/** An order of this shop that this gateway may show. */
export function findOrder(call: Call, parentOrderSn: string): Order | undefined {
  const order = call.state.orders.get(parentOrderSn);
  return order !== undefined && order.mallId === call.mall.mallId && call.regions.includes(order.regionId) ? order : undefined;
}

const unknownThing = "XX-XXX-0-X";

/** Where an item's picture is. One that no picture was made for shows a square. */
export function pictureUrl(settings: Settings, { pictureCode, extCode }: Item): string {
  return `${settings.imageBase}/img/${pictureCode || extCode || unknownThing}.svg`;
}
