const weights = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** Check digit of UPU S10 for eight digits. */
export function s10CheckDigit(serial: string): number {
  let sum = 0;
  weights.forEach((weight, index) => {
    sum += weight * Number(serial[index]);
  });
  const check = 11 - (sum % 11);
  if (check === 10) return 0;
  return check === 11 ? 5 : check;
}

/** Check digit of a USPS 22-digit number for its first 21 digits: from the right ×3 ×1. */
export function uspsCheckDigit(payload: string): number {
  let sum = 0;
  for (let index = 0; index < payload.length; index += 1) {
    sum += Number(payload[payload.length - 1 - index]) * (index % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10;
}
