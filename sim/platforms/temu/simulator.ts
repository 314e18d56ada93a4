import type { Simulator, SimWorld } from "../../kernel/simulator.ts";
import { startBuyers } from "./buyers.ts";
import { answerControl } from "./control.ts";
import { FaultBox } from "./faults.ts";
import { gatewayFacts } from "./gateways.ts";
import { settleOrders } from "./lifecycle.ts";
import { Limits } from "./limits.ts";
import { gatewayNames } from "./model.ts";
import { openWorld } from "./opening.ts";
import { sandboxApps, sandboxShop, type TemuOptions } from "./options.ts";
import { placeOrder } from "./place-order.ts";
import { type Arrival, createRouter } from "./router.ts";
import { State } from "./state.ts";

const arrivalsKept = 200_000;

/** Temu as a client meets it: five gateways over one state. The world gives time, chance and the store. */
export function createTemuSimulator(world: SimWorld, options: TemuOptions = {}): Simulator {
  const shops = options.shops ?? [sandboxShop];
  const defaultShop = shops[0]?.mallId ?? "";
  const state = new State(world);
  const limits = new Limits(world.store, options.policies ?? []);
  const faults = new FaultBox(world.random);
  const arrivals: Arrival[] = [];
  if (state.isEmpty) openWorld(state, shops, options);
  const settings = {
    imageBase: options.imageBase ?? "http://127.0.0.1:9100",
    amountReadyAfterMs: options.amountReadyAfterMs ?? 0,
    isPoisoned: (order: { parentOrderSn: string }) => faults.poisons(order.parentOrderSn),
  };
  const parts = {
    state,
    limits,
    faults,
    settings,
    apps: options.apps ?? sandboxApps,
    allowedAddresses: options.allowedAddresses ?? null,
    arrivals,
  };
  const buyers = startBuyers(world, options.buyersPerHour ?? 0, (pendingSeconds) => {
    const pending = pendingSeconds === undefined ? {} : { status: 1 as const, pendingSeconds };
    placeOrder(state, { mallId: defaultShop, ...pending }, world.clock.nowMs());
    if (arrivals.length > arrivalsKept) arrivals.splice(0, arrivals.length - arrivalsKept);
  });
  return {
    name: "temu",
    gateways: gatewayNames.map((name) => ({
      name: `temu.${name}`,
      port: gatewayFacts[name].port + (options.portOffset ?? 0),
      gateway: createRouter(parts, name),
    })),
    control: (method, path, body) => answerControl({ state, limits, buyers, defaultShop }, method, path, body),
    faults: {
      add: (fault) => faults.add(fault),
      clear: () => {
        faults.clear();
        limits.liftBans();
      },
    },
    stats: () => statsOf(state, limits, world.clock.nowMs()),
    arrivals: () => arrivals,
    reset: () => {
      faults.clear();
      limits.reset();
      arrivals.length = 0;
      state.clear();
      openWorld(state, shops, options);
    },
    close: () => buyers.stop(),
  };
}

/** Per shop: what came in, what was let through, and the platform's side of orders, shipments and stock. */
function statsOf(state: State, limits: Limits, nowMs: number): unknown {
  settleOrders(state, nowMs);
  const shops = [...state.malls.keys()].map((mallId) => {
    const parcels = [...state.parcels.values()].filter((parcel) => parcel.mallId === mallId);
    return {
      shop: mallId,
      ...limits.mallStats(mallId),
      orders: state.ordersIn(mallId).length,
      shipConfirms: { accepted: parcels.length, ...state.tallyOf(mallId) },
      stock: Object.fromEntries(
        state.itemsIn(mallId).map((item) => [item.extCode, { stock: item.stock, sold: item.sold, refused: item.refused }]),
      ),
    };
  });
  return { shops, addresses: limits.addressStats() };
}
