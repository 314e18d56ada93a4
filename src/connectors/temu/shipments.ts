import { z } from "zod";
import { fail, ok } from "../../kernel/result.ts";
import type { PlatformResult, PlatformShipment, ShipmentConfirmation, ShopLink } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import type { WireFields } from "./json.ts";
import { idOnWire, WireCount, WireId, WireText } from "./wire.ts";

/** `bg.logistics.shipment.v2.confirm` with sendType 0: the whole parent order in one parcel, every line in full. */
export async function confirmShipment(link: ShopLink, shipment: ShipmentConfirmation): PlatformResult<{ warnings: readonly string[] }> {
  if (shipment.platformWarehouseId === null) {
    return fail({
      kind: "rejected",
      reason: "warehouse-unknown",
      code: "120015527",
      message: "no platform warehouse chosen for this shop",
    });
  }
  const orderSendInfoList = shipment.lines.map((line): WireFields => {
    const { goodsId = "", skuId = "" } = line.wire;
    return {
      parentOrderSn: shipment.platformOrderId,
      orderSn: line.platformLineId,
      goodsId: goodsId === "" ? undefined : idOnWire(goodsId),
      skuId: skuId === "" ? undefined : idOnWire(skuId),
      quantity: line.quantity,
    };
  });
  const reply = await callTemu(link, {
    type: "bg.logistics.shipment.v2.confirm",
    purpose: "orders",
    writes: true,
    params: {
      sendType: 0,
      sendRequestList: [
        {
          carrierId: idOnWire(shipment.platformCarrierId),
          trackingNumber: shipment.trackingNumber,
          selfShippingWarehouseId: shipment.platformWarehouseId,
          orderSendInfoList,
        },
      ],
    },
    reply: z
      .looseObject({ warningMessage: z.array(z.string()).nullish() })
      .nullish()
      .transform((value) => ({ warnings: value?.warningMessage ?? [] })),
  });
  return reply;
}

const Shipments = z
  .looseObject({
    shipmentInfoDTO: z
      .array(
        z.looseObject({
          carrierId: WireId.nullish(),
          carrierName: WireText,
          trackingNumber: WireText,
          quantity: WireCount.nullish(),
        }),
      )
      .nullish(),
  })
  .nullish();

/** `bg.logistics.shipment.v2.get` answers per line; one parcel carries the whole order, so its first line tells. */
export async function readShipments(
  link: ShopLink,
  platformOrderId: string,
  platformLineIds: readonly string[],
): PlatformResult<readonly PlatformShipment[]> {
  const first = platformLineIds[0];
  if (first === undefined) return ok([]);
  const reply = await callTemu(link, {
    type: "bg.logistics.shipment.v2.get",
    purpose: "orders",
    writes: false,
    params: { parentOrderSn: platformOrderId, orderSn: first },
    reply: Shipments,
  });
  // "nothing shipped yet" may come as an empty list or as a refusal
  if (!reply.ok) return reply.error.kind === "rejected" && reply.error.reason === "not-shippable" ? ok([]) : reply;
  return ok(
    (reply.value?.shipmentInfoDTO ?? [])
      .filter((one) => one.trackingNumber !== "")
      .map((one) => ({
        platformLineId: first,
        trackingNumber: one.trackingNumber,
        platformCarrierId: one.carrierId ?? "",
        carrierName: one.carrierName === "" ? null : one.carrierName,
        quantity: one.quantity ?? null,
      })),
  );
}

const Companies = z.array(z.looseObject({ logisticsServiceProviderId: WireId, logisticsServiceProviderName: z.string().min(1) }));

/** `bg.logistics.companies.get`: the platform's carriers of the shop's region; the result is a bare list. */
export async function listCarriers(link: ShopLink): PlatformResult<readonly { id: string; name: string }[]> {
  const reply = await callTemu(link, {
    type: "bg.logistics.companies.get",
    purpose: "orders",
    writes: false,
    params: { regionId: Number(link.shop.regionId) },
    reply: Companies,
  });
  if (!reply.ok) return reply;
  return ok(reply.value.map((one) => ({ id: one.logisticsServiceProviderId, name: one.logisticsServiceProviderName })));
}

const Warehouses = z.looseObject({
  warehouseList: z
    .array(z.looseObject({ warehouseId: WireId, warehouseName: WireText, defaultWarehouse: z.boolean().nullish() }))
    .nullish(),
});

/** `bg.logistics.warehouse.list.get`: the seller's own warehouses as the platform knows them. */
export async function listWarehouses(link: ShopLink): PlatformResult<readonly { id: string; name: string; isDefault: boolean }[]> {
  const reply = await callTemu(link, {
    type: "bg.logistics.warehouse.list.get",
    purpose: "orders",
    writes: false,
    params: {},
    reply: Warehouses,
  });
  if (!reply.ok) return reply;
  return ok(
    (reply.value.warehouseList ?? []).map((one) => ({
      id: one.warehouseId,
      name: one.warehouseName === "" ? one.warehouseId : one.warehouseName,
      isDefault: one.defaultWarehouse ?? false,
    })),
  );
}
