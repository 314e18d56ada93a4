import type { Simulator, SimWorld } from "../../kernel/simulator.ts";
import { ArrivalLog } from "./arrivals.ts";
import { type Market, openMarket } from "./buyers.ts";
import type { Settings } from "./call.ts";
import { foreignTokenCodes } from "./checks.ts";
import { answerControl } from "./control.ts";
import { FaultBox } from "./faults.ts";
import { gatewayFacts } from "./gateways.ts";
import { Limits } from "./limits.ts";
import { gatewayNames, type Order } from "./model.ts";
import { openWorld } from "./opening.ts";
import { type ShopPlan, sandboxApps, sandboxShop, type TemuOptions } from "./options.ts";
import { openOrderHistory } from "./order-history.ts";
import { placeOrder } from "./place-order.ts";
import { createRouter, type Door } from "./router.ts";
import { State } from "./state.ts";
import { readStats } from "./stats.ts";
import { Webhooks } from "./webhooks.ts";

/** Temu as a client meets it: five gateways over one state. The world gives time, chance and the store. */
export function createTemuSimulator(world: SimWorld, options: TemuOptions = {}): Simulator {
  const shops = options.shops ?? [sandboxShop];
  const defaultShop = shops[0]?.mallId ?? "";
  const state = new State(world);
  state.cooperativeShipSeconds = options.cooperativeShipSeconds ?? null;
  const limits = new Limits(world.store, options.policies ?? []);
  const faults = new FaultBox(world.random);
  const apps = options.apps ?? sandboxApps;
  const arrivals = new ArrivalLog();
  const door: Door = openDoor(options);
  openWorld(state, shops, options);
  const webhooks = new Webhooks({ state, faults, apps });
  const settings = settingsOf(options, faults, state);
  const parts = { state, limits, faults, settings, apps, door, arrivals, chance: world.random.fork("request ids") };
  const market = openShops(state, shops, options);
  return {
    name: "temu",
    gateways: gatewayNames.map((name) => ({
      name: `temu.${name}`,
      port: gatewayFacts[name].port + (options.portOffset ?? 0),
      gateway: createRouter(parts, name),
    })),
    control: (method, path, body) => answerControl({ state, webhooks, apps, limits, market, door, defaultShop }, method, path, body),
    faults: {
      add: (fault) => faults.add(fault),
      clear: () => {
        faults.clear();
        limits.liftBans();
      },
    },
    stats: () => readStats({ state, webhooks, limits, market, defaultShop }),
    arrivals: () => arrivals.all(),
    reset: () => {
      faults.clear();
      limits.reset();
      Object.assign(door, openDoor(options));
      arrivals.clear();
      state.clear();
      webhooks.clear();
      openWorld(state, shops, options);
    },
    close: () => {
      market.stop();
      webhooks.close();
    },
  };
}

function settingsOf(options: TemuOptions, faults: FaultBox, state: State): Settings {
  const history = openOrderHistory(() => faults.isArmed("stale-list"));
  state.onOrder = (order) => history.note(order, state.world.clock.nowMs());
  const asListed = (orders: readonly Order[], type: string, nowMs: number): readonly Order[] => {
    const staleMs = faults.staleMs(type);
    const shown = staleMs === 0 ? orders : orders.flatMap((order) => history.asOf(order, staleMs, nowMs) ?? []);
    return shown.filter((order) => !faults.hides(order.parentOrderSn, order.updatedAt, nowMs));
  };
  return {
    asListed,
    imageBase: options.imageBase ?? "http://127.0.0.1:9100",
    amountReadyAfterMs: options.amountReadyAfterMs ?? 0,
    isPoisoned: (order) => faults.poisons(order.parentOrderSn),
  };
}

const usualCooperativeShare = 0.02;

function openShops(state: State, shops: readonly ShopPlan[], options: TemuOptions): Market {
  const mallIds = shops.map((shop) => shop.mallId);
  const crowd = { perHour: options.buyersPerHour ?? 0, cooperativeShare: options.cooperativeShare ?? usualCooperativeShare };
  return openMarket(state.world, mallIds, crowd, (mallId, { pendingSeconds, isCooperative }) => {
    const fulfillmentType = isCooperative ? "fulfillByCooperativeWarehouse" : "fulfillBySeller";
    const status = pendingSeconds === undefined ? 2 : 1;
    placeOrder(state, { mallId, status, pendingSeconds, fulfillmentType }, state.world.clock.nowMs());
  });
}

const openDoor = (options: TemuOptions): Door => ({
  allowedAddresses: options.allowedAddresses ?? null,
  foreignTokenCode: foreignTokenCodes[0],
});
