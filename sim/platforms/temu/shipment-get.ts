import { z } from "zod";
import { findOrder, type Operation } from "./call.ts";
import { carriers } from "./carriers.ts";
import { grant, refuse } from "./codes.ts";
import { cooperativeDelivery } from "./cooperative-warehouse.ts";
import { idText, optional, readParams, text } from "./params.ts";
import { checkNumber } from "./shipment-numbers.ts";

const Params = z.object({ parentOrderSn: text, orderSn: optional(z.string()) });

const nameOf = (carrierId: string): string => carriers.find((carrier) => carrier.carrierId === carrierId)?.name ?? "";

/** `bg.logistics.shipment.v2.get`: what was sent for an order line; an order not yet shipped gives an empty list. */
export const getShipment: Operation = (call) => {
  const read = readParams(Params, call.params);
  if (!read.ok) return read;
  const { parentOrderSn, orderSn } = read.value;
  if (parentOrderSn === "") return refuse(120011002, "parentOrderSn");
  const order = findOrder(call, parentOrderSn);
  if (order === undefined) return refuse(120012007);
  if (orderSn !== undefined && !order.lines.some((line) => line.orderSn === orderSn)) return refuse(120012016);
  const shipments = call.state.parcelsOf(parentOrderSn).flatMap((parcel) =>
    parcel.lines
      .filter((line) => line.parentOrderSn === parentOrderSn && (orderSn === undefined || line.orderSn === orderSn))
      .map((line) => {
        const productSkuId = order.lines.find((candidate) => candidate.orderSn === line.orderSn)?.productSkuId ?? "";
        return {
          carrierId: Number(parcel.carrierId),
          carrierName: nameOf(parcel.carrierId),
          trackingNumber: parcel.trackingNumber,
          orderSn: line.orderSn,
          skuId: Number(call.state.getItem(productSkuId).skuId),
          quantity: line.quantity,
          packageSn: parcel.packageSn,
          packageDeliveryType: parcel.deliveryType,
          trackingWarningLabel: 0,
          cooperativeWarehouseDTO: null,
          subPackageShipmentInfoList: parcel.subParcels.map((sub) => ({
            packageSn: sub.packageSn,
            carrierId: Number(sub.carrierId),
            carrierName: nameOf(sub.carrierId),
            trackingNumber: sub.trackingNumber,
          })),
        };
      }),
  );
  return grant({ shipmentInfoDTO: shipments });
};

const EditParams = z.object({
  editPackageRequestList: z.array(
    z.object({ packageSn: text, trackingNumber: text, shipCompanyId: optional(idText), selfShippingWarehouseId: optional(z.string()) }),
  ),
});

/** `bg.logistics.shipment.shippingtype.update`: corrects the number of a parcel that has been sent. */
export const updateShipment: Operation = (call) => {
  const read = readParams(EditParams, call.params);
  if (!read.ok) return read;
  for (const edit of read.value.editPackageRequestList) {
    const parcel = call.state.parcels.get(edit.packageSn);
    if (parcel === undefined || parcel.mallId !== call.mall.mallId) return refuse(120018027, edit.packageSn);
    if (parcel.deliveryType === cooperativeDelivery) return refuse(120011030, edit.packageSn);
    if (parcel.trackingNumber === edit.trackingNumber) continue;
    const refusal = checkNumber(call, {
      carrierId: edit.shipCompanyId,
      trackingNumber: edit.trackingNumber,
      selfShippingWarehouseId: undefined,
    });
    if (refusal !== undefined) return refusal;
  }
  for (const edit of read.value.editPackageRequestList) {
    const parcel = call.state.parcels.get(edit.packageSn);
    if (parcel === undefined) continue;
    parcel.carrierId = edit.shipCompanyId ?? parcel.carrierId;
    parcel.trackingNumber = edit.trackingNumber;
    parcel.warehouseId = edit.selfShippingWarehouseId ?? parcel.warehouseId;
    call.state.saveParcel(parcel);
  }
  return grant(true);
};
