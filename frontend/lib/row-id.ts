/** The number in an address such as `/jobs/12`; undefined where it is none that a row could have. */
export function parseRowId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
