/** Days and moments as people read them. */
import { look } from "../state/look";

const locale = (): string => (look.lang === "zh" ? "zh-CN" : "en-GB");

/** A day, such as 2026-11-21, in words. */
export function day(iso: string | null | undefined): string {
  if (!iso) return "";
  const [year, month, date] = iso.slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return iso;
  return new Intl.DateTimeFormat(locale(), { dateStyle: look.lang === "zh" ? "long" : "medium" }).format(
    new Date(year, month - 1, date),
  );
}

/** A moment in the reader's own time zone. */
export function moment(iso: string | null | undefined): string {
  if (!iso) return "";
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** Today in China, as the service counts days, wherever the reader is. */
export const today = (now = Date.now()): string => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);

/** A month, such as 2026-11. */
export function month(iso: string): string {
  const [year, number] = iso.split("-").map(Number);
  if (!year || !number) return iso;
  const form = { year: "numeric", month: look.lang === "zh" ? "long" : "short" } as const;
  return new Intl.DateTimeFormat(locale(), form).format(new Date(year, number - 1, 1));
}
