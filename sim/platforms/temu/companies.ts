import { z } from "zod";
import type { Operation } from "./call.ts";
import { carriers } from "./carriers.ts";
import { grant, refuse } from "./codes.ts";
import { idText, optional, readParams } from "./params.ts";

const CompaniesParams = z.object({ regionId: optional(idText) });

/** `bg.logistics.companies.get`. The result is an array. */
export const listCompanies: Operation = (call) => {
  const read = readParams(CompaniesParams, call.params);
  if (!read.ok) return read;
  const { regionId } = read.value;
  if (regionId === undefined) return refuse(120011002, "regionId");
  if (!call.regions.includes(regionId)) return refuse(120011072);
  const served = carriers.filter((carrier) => carrier.regions === null || carrier.regions.includes(regionId));
  return grant(
    served.map((carrier) => ({
      logisticsServiceProviderId: Number(carrier.carrierId),
      logisticsServiceProviderName: carrier.name,
      logisticsBrandName: carrier.brand,
    })),
  );
};

/** `bg.logistics.warehouse.list.get`: the shop's own places of dispatch. */
export const listWarehouses: Operation = (call) =>
  grant({
    warehouseList: call.mall.warehouses.map((warehouse) => ({
      warehouseId: warehouse.warehouseId,
      warehouseName: warehouse.warehouseName,
      warehouseBrand: warehouse.warehouseBrand,
      regionId1: Number(warehouse.regionId),
      defaultWarehouse: warehouse.isDefault,
      warehouseManagementType: 1,
      enableBuyShippingLabel: warehouse.regionId === call.mall.regionId,
      pushOrderToOpenPlatform: false,
      cooperativeWarehouseAuthorizationStatus: 0,
      supportsUspsGroundAdvantage: warehouse.regionId === call.mall.regionId,
    })),
  });
