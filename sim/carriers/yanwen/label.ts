import { toCode128Bars } from "./barcode.ts";
import { findChannel } from "./channel.ts";
import { findCountry } from "./country.ts";
import { type LabelCanvas, labelWidthMm, openLabel } from "./label-canvas.ts";
import { toLatin } from "./latin.ts";
import { toChinaDate } from "./local-time.ts";
import type { Parcel } from "./parcel.ts";
import { findWarehouse } from "./warehouse.ts";

const dotPt = 72 / 203;
/** Four dots of a 203 dpi printer: 0.5 mm, so that every bar edge falls on the printer's grid. */
const modulePt = 4 * dotPt;
const maxDeclaredLines = 5;

/** The parcel's label, one page of 100×150 mm. A reprint gives the same bytes. */
export async function drawLabel(parcel: Parcel, withPicking: boolean): Promise<Uint8Array> {
  const canvas = await openLabel(parcel.waybillNumber, parcel.createdAtMs);
  canvas.box(2, 2, 96, 146);
  drawHeader(canvas, parcel);
  drawBarcode(canvas, parcel.waybillNumber);
  drawReceiver(canvas, parcel);
  drawSender(canvas, parcel);
  drawReferences(canvas, parcel);
  drawDeclaration(canvas, parcel);
  if (withPicking) drawPicking(canvas, parcel);
  return canvas.save();
}

function drawHeader(canvas: LabelCanvas, parcel: Parcel): void {
  const channel = findChannel(parcel.order.channelId);
  canvas.text(4, 8, "YANWEN", { size: 15, bold: true });
  canvas.text(4, 13, `${parcel.order.channelId} ${channel?.nameEn ?? ""}`, { size: 7.5, maxWidthMm: 72 });
  if (parcel.order.hasBattery) {
    canvas.box(52, 3.5, 25, 6);
    canvas.text(64.5, 7.9, "BATTERY", { size: 11, bold: true, align: "center" });
  }
  canvas.text(96, 12, parcel.countryCode, { size: 27, bold: true, align: "right" });
  canvas.line(2, 15, 98, 15);
}

function drawBarcode(canvas: LabelCanvas, waybillNumber: string): void {
  const { bars, modules } = toCode128Bars(waybillNumber);
  const pageWidthPt = (labelWidthMm / 25.4) * 72;
  // centred, on the dot grid: 156 modules leave more than the ten that a quiet zone needs on both sides
  const leftPt = Math.round((pageWidthPt - modules * modulePt) / 2 / dotPt) * dotPt;
  canvas.bars(
    bars.map((bar) => ({ xPt: leftPt + bar.start * modulePt, widthPt: bar.width * modulePt })),
    17,
    17,
  );
  canvas.text(labelWidthMm / 2, 39, waybillNumber, { size: 13, bold: true, align: "center" });
  canvas.line(2, 41, 98, 41);
}

function drawReceiver(canvas: LabelCanvas, parcel: Parcel): void {
  const { receiver, orderNumber } = parcel.order;
  const country = findCountry(parcel.countryCode);
  canvas.text(4, 45.5, "TO", { size: 9, bold: true });
  const name = toLatin(receiver.name, `Receiver of order ${toLatin(orderNumber, parcel.yanwenOrderNumber)}`);
  canvas.text(12, 45.5, name, { size: 11, bold: true, maxWidthMm: 84 });
  const address = toLatin(`${receiver.houseNumber} ${receiver.address}`, "Address: see electronic data");
  const below = canvas.paragraph(12, 50.5, address, { size: 9, maxWidthMm: 84, maxLines: 3, stepMm: 4 });
  const town = [receiver.city, receiver.state, receiver.zipCode].map((part) => toLatin(part, "")).filter((part) => part !== "");
  canvas.text(12, below, town.join(", "), { size: 9, maxWidthMm: 84 });
  canvas.text(12, 67.5, `${country?.nameEn ?? ""} (${parcel.countryCode})`, { size: 11, bold: true });
  canvas.text(96, 67.5, receiver.phone === "" ? "" : `TEL ${toLatin(receiver.phone, "")}`, { size: 9, align: "right" });
  canvas.line(2, 70, 98, 70);
}

function drawSender(canvas: LabelCanvas, parcel: Parcel): void {
  const { sender } = parcel.order;
  const place = findWarehouse(parcel.order.companyCode)?.place ?? "SHENZHEN";
  canvas.text(4, 74, "FROM", { size: 7, bold: true });
  canvas.text(14, 74, toLatin(sender.name, `Merchant ${parcel.userId}`), { size: 7, maxWidthMm: 82 });
  const address = toLatin(`${sender.address} ${sender.city} ${sender.zipCode}`, `Yanwen warehouse ${place}`);
  const below = canvas.paragraph(14, 77, address, { size: 7, maxWidthMm: 82, maxLines: 1, stepMm: 3 });
  canvas.text(14, below, toLatin(sender.country, "CN"), { size: 7 });
  canvas.line(2, 82, 98, 82);
}

function drawReferences(canvas: LabelCanvas, parcel: Parcel): void {
  const { order } = parcel;
  canvas.text(4, 86, `REF ${toLatin(order.orderNumber, parcel.yanwenOrderNumber)}`, { size: 8, bold: true, maxWidthMm: 48 });
  canvas.text(54, 86, `${toKg(order.totalWeightG)} kg`, { size: 8, bold: true });
  canvas.text(96, 86, toChinaDate(parcel.createdAtMs), { size: 8, align: "right" });
  canvas.line(2, 88, 98, 88);
}

function drawDeclaration(canvas: LabelCanvas, parcel: Parcel): void {
  const { products, currency } = parcel.order;
  canvas.text(4, 91.5, "CUSTOMS DECLARATION CN22  -  Sale of goods  -  may be opened officially", { size: 6.5, bold: true });
  const row = (y: number, cells: [string, string, string, string, string], bold = false): void => {
    const style = { size: 6.5, bold };
    canvas.text(4, y, cells[0], { ...style, maxWidthMm: 44 });
    canvas.text(54, y, cells[1], { ...style, align: "right" });
    canvas.text(65, y, cells[2], { ...style, align: "right" });
    canvas.text(80, y, cells[3], { ...style, align: "right" });
    canvas.text(96, y, cells[4], { ...style, align: "right", maxWidthMm: 15 });
  };
  row(95, ["Description of contents", "Qty", "kg", "Value", "HS"], true);
  let y = 98.5;
  for (const product of products.slice(0, maxDeclaredLines)) {
    const value = `${(product.price * product.quantity).toFixed(2)} ${currency}`;
    const kg = toKg(product.weightG * product.quantity);
    row(y, [toLatin(product.nameEn, "Goods"), String(product.quantity), kg, value, toLatin(product.hscode, "-")]);
    y += 3.5;
  }
  if (products.length > maxDeclaredLines) canvas.text(4, y, `and ${products.length - maxDeclaredLines} more lines`, { size: 6.5 });
  const value = products.reduce((sum, product) => sum + product.price * product.quantity, 0);
  const quantity = products.reduce((sum, product) => sum + product.quantity, 0);
  row(119.5, ["Total", String(quantity), toKg(parcel.order.totalWeightG), `${value.toFixed(2)} ${currency}`, ""], true);
  canvas.line(2, 121.5, 98, 121.5);
}

function drawPicking(canvas: LabelCanvas, parcel: Parcel): void {
  canvas.text(4, 125, "PICKING", { size: 7, bold: true });
  const remark = toLatin(parcel.order.remark, "");
  let y = remark === "" ? 128.5 : canvas.paragraph(4, 128.5, remark, { size: 7, maxWidthMm: 92, maxLines: 3, stepMm: 3 });
  for (const product of parcel.order.products.slice(0, maxDeclaredLines)) {
    if (y > 146) return;
    canvas.text(4, y, `${toLatin(product.sku, toLatin(product.nameEn, "Goods"))} x ${product.quantity}`, { size: 7, maxWidthMm: 92 });
    y += 3;
  }
}

function toKg(grams: number): string {
  return (grams / 1000).toFixed(3);
}
