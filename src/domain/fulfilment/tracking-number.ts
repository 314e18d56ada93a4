const s10Weights = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** The UPU S10 check digit of an eight-digit serial: weights 8 6 4 2 3 5 9 7, 11 − Σ mod 11, where 10 → 0 and 11 → 5. */
export function s10CheckDigit(serial: string): number {
  const sum = s10Weights.reduce((total, weight, index) => total + weight * Number(serial[index]), 0);
  const digit = 11 - (sum % 11);
  return digit === 10 ? 0 : digit === 11 ? 5 : digit;
}

/** Whether a number has S10 form with a right check digit, whatever its last two letters name (Yanwen's YP is no UPU country). */
export function isS10(number: string): boolean {
  const parts = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/u.exec(number);
  return parts !== null && s10CheckDigit(parts[1] ?? "") === Number(parts[2]);
}

/** Whether the last digit is the mod-10 check of the digits before it: from the right ×3 and ×1 (USPS IMpb, SSCC). */
export function isMod10(digits: string): boolean {
  if (!/^\d{2,}$/u.test(digits)) return false;
  const body = [...digits.slice(0, -1)].reverse();
  const sum = body.reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1));
}

/** What can be said offline of a number: wrong for certain or well formed, and whether a check digit stands behind that. */
export type NumberForm = { wellFormed: boolean; checked: boolean };

/** What is known without asking anybody: form and check digit where its form has one. */
export function judgeForm(number: string): NumberForm {
  if (/^[A-Z]{2}\d{9}[A-Z]{2}$/u.test(number)) return { wellFormed: isS10(number), checked: true };
  if (/^9[1-5]\d{20}$/u.test(number) || /^00340\d{15}$/u.test(number)) return { wellFormed: isMod10(number), checked: true };
  return { wellFormed: /^[A-Z0-9]{8,40}$/u.test(number), checked: false };
}
