import { z } from "zod";
import { type Call, findOrder, type Operation } from "./call.ts";
import { type Answer, grant, refuse } from "./codes.ts";
import type { Order } from "./model.ts";
import { readParams, text } from "./params.ts";

const Params = z.object({ parentOrderSn: text });

type Fields = Record<string, unknown>;

function addressView(order: Order, mobile: string): Fields {
  const to = order.recipient;
  const lines = [to.addressLine1, to.addressLine2, to.addressLine3].filter((line) => line !== "");
  return {
    receiptName: `${to.firstName} ${to.lastName}`,
    receiptAdditionalName: "",
    mobile,
    backupMobile: "",
    mail: to.mail,
    regionName1: to.country,
    regionName2: to.state,
    regionName3: to.city,
    regionName4: to.district,
    addressLine1: to.addressLine1,
    addressLine2: to.addressLine2,
    addressLine3: to.addressLine3,
    addressLineAll: lines.join(" "),
    postCode: to.postCode,
    taxCode: "",
    taxCodeType: null,
    addressExtra: {
      firstName: to.firstName,
      lastName: to.lastName,
      additionalFirstName: "",
      additionalLastName: "",
      contactlessDropPoint: "",
    },
  };
}

/** While an order is pending the buyer is nobody's business: every field is there and null. */
const hidden = (view: Fields): Fields => Object.fromEntries(Object.keys(view).map((name) => [name, null]));

function address(call: Call, mobileOf: (order: Order) => string, extra: Fields): Answer {
  const read = readParams(Params, call.params);
  if (!read.ok) return read;
  if (read.value.parentOrderSn === "") return refuse(140020005, "parentOrderSn");
  const order = findOrder(call, read.value.parentOrderSn);
  if (order === undefined) return refuse(140020002);
  const view = addressView(order, mobileOf(order));
  return grant({ ...(order.status === 1 ? hidden(view) : view), ...extra });
}

/** `bg.order.shippinginfo.v2.get`: a virtual telephone number with an extension stands for the buyer's own. */
export const getShippingInfo: Operation = (call) =>
  address(call, (order) => (order.recipient.mobile === "" ? "" : order.recipient.virtualMobile), {
    warning: { isRestriction: false, reason: null },
  });

/** `bg.order.decryptshippinginfo.get`: the buyer's own number. */
export const getDecryptedShippingInfo: Operation = (call) => address(call, (order) => order.recipient.mobile, {});
