export type Warehouse = { code: string; name: string; area: string /** As tracking prints it. */; place: string };

/** Delivery warehouses in China; codes are invented. */
export const warehouses: readonly Warehouse[] = [
  { code: "4401", name: "燕文深圳仓", area: "华南", place: "SHENZHEN" },
  { code: "4419", name: "燕文东莞仓", area: "华南", place: "DONGGUAN" },
  { code: "3302", name: "燕文义乌仓", area: "华东", place: "YIWU" },
  { code: "3101", name: "燕文上海仓", area: "华东", place: "SHANGHAI" },
  { code: "1101", name: "燕文北京仓", area: "华北", place: "BEIJING" },
];

/** Finds a warehouse by the code that orders carry as `companyCode`. */
export function findWarehouse(code: string): Warehouse | undefined {
  return warehouses.find((warehouse) => warehouse.code === code);
}
