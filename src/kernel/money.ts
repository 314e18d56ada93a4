/** Integer minor units with their currency (ISO 4217). Never a float, never added across currencies. */
export type Money = { readonly amount: bigint; readonly currency: string };

/** The form on our own wire: minor units as text, so that no JSON reader rounds them. */
export type MoneyWire = { readonly amount: string; readonly currency: string };

export function money(amount: bigint, currency: string): Money {
  return { amount, currency };
}

export function moneyToWire(value: Money): MoneyWire {
  return { amount: value.amount.toString(), currency: value.currency };
}

/** Digits after the decimal point of a currency, where it is not two. */
const minorDigits: Record<string, number> = { JPY: 0, KRW: 0, CLP: 0, VND: 0, BHD: 3, KWD: 3, OMR: 3 };

/** How many decimal digits a currency's minor unit has: USD 2, JPY 0. */
export function currencyDigits(currency: string): number {
  return minorDigits[currency] ?? 2;
}
