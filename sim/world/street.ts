import type { Random } from "../kernel/random.ts";
import { usualBuyers } from "./options.ts";
import type { World } from "./world.ts";

const secondMs = 1_000;
const hourMs = 3_600_000;

/** What buyers and the platform do of their own accord: orders come, some pay later, some are cancelled or go elsewhere. */
export function openStreet(world: World): { close(): void } {
  let isOpen = true;
  const perShopAndHour = Math.max(1e-6, world.options.buyers ?? usualBuyers);
  for (const { plan } of world.accounts) {
    const random = world.random.fork(`buyers of ${plan.mallId}`);
    world.spawn(async () => {
      for (;;) {
        await world.sleep((-Math.log(1 - random.next()) * hourMs) / perShopAndHour);
        if (!isOpen) return;
        buy(world, random, plan.mallId);
      }
    });
  }
  const random = world.random.fork("second thoughts");
  world.spawn(async () => {
    for (;;) {
      await world.sleep(random.int(5, 90) * secondMs);
      if (!isOpen) return;
      changeMind(world, random);
    }
  });
  return {
    close: () => {
      isOpen = false;
    },
  };
}

function buy(world: World, random: Random, shop: string): void {
  const unusual = random.next();
  const plan =
    unusual < 0.08
      ? { status: 1, pendingSeconds: random.int(20, 400) }
      : unusual < 0.1
        ? { recipient: { postCode: "" } }
        : unusual < 0.12
          ? { fulfillmentType: "fulfillByCooperativeWarehouse" }
          : unusual < 0.15
            ? { labels: ["pending_risk_control_alert"] }
            : {};
  world.temu.control("POST", ["orders"], { shop, count: random.chance(0.05) ? random.int(2, 12) : 1, ...plan });
}

/** Somebody asks to cancel, takes it back, moves house, or the platform cancels by itself. */
function changeMind(world: World, random: Random): void {
  const open = world.truth().orders.filter((order) => order.status <= 2);
  if (open.length === 0) return;
  const { platformOrderId } = random.pick(open);
  const path = ["orders", platformOrderId];
  const drawn = random.next();
  if (drawn < 0.35) world.temu.control("POST", [...path, "cancel"], { stage: "cancelled" });
  else if (drawn < 0.6) {
    const asked = world.temu.control("POST", [...path, "cancel"], { stage: "request" });
    if (asked?.status === 200) world.wishes.note(platformOrderId, world.scheduler.nowMs());
  } else if (drawn < 0.8) world.temu.control("POST", [...path, "cancel"], { stage: "revoke" });
  else move(world, random, [...path, "address"]);
}

/** A buyer moves house; some correct themselves at once, while the first address is still being read. */
function move(world: World, random: Random, path: string[]): void {
  const write = () => world.temu.control("POST", path, { addressLine1: `${random.int(1, 999)} Second Thought Street` });
  write();
  if (!random.chance(0.5)) return;
  world.spawn(async () => {
    await world.sleep(random.int(100, 5_000));
    write();
  });
}
