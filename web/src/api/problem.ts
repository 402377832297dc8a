/** What went wrong, as the service says it (RFC 9457), or why it can't be asked at all. */
export interface Fault {
  code: string;
  path: (string | number)[];
  line: number | null;
  detail: string;
}

export type ProblemKind = "offline" | "down" | "refused" | "expired" | "missing" | "limited";

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly status = 0,
    readonly faults: readonly Fault[] = [],
    readonly code = "",
    /** All that was told, for problems that tell more than words. */
    readonly told: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = "Problem";
  }
}

const KINDS: Record<number, ProblemKind> = { 404: "missing", 410: "expired", 429: "limited" };

interface Told {
  type?: string;
  detail?: string;
  title?: string;
  faults?: Fault[] | null;
}

/** Reads the problem out of an answer that is not a success. */
export async function problemOf(response: Response): Promise<Problem> {
  let told: Told;
  try {
    told = (await response.json()) as Told;
  } catch {
    told = {};
  }
  const kind = KINDS[response.status] ?? (response.status >= 500 ? "down" : "refused");
  const code = (told.type ?? "").split(":").pop() ?? "";
  return new Problem(kind, told.detail ?? told.title ?? "", response.status, told.faults ?? [], code, {
    ...told,
  });
}
