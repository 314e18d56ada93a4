import { z } from "zod";
import { idText, integer, optional, text } from "./params.ts";

const CarriedParams = z.object({ carrierId: optional(idText), trackingNumber: text, selfShippingWarehouseId: optional(text) });
const SendParams = CarriedParams.extend({
  orderSendInfoList: z.array(
    z.object({ parentOrderSn: text, orderSn: text, goodsId: optional(idText), skuId: optional(idText), quantity: integer }),
  ),
  confirmAcceptance: optional(z.array(z.string())),
  subSendRequests: optional(z.array(CarriedParams)),
});
/** What a ship-confirm carries, in both versions. */
export const ConfirmParams = z.object({ sendType: optional(integer), sendRequestList: z.array(SendParams) });

export type Carried = z.output<typeof CarriedParams>;
export type Send = z.output<typeof SendParams>;
export type SendType = 0 | 1 | 2;
