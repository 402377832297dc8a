/** A need as a file: read with all its faults, and saved so that it reads the same again. */
import { postFile } from "../../api/client";
import { Problem, type Fault } from "../../api/problem";
import { look } from "../../state/look";
import { written, type Requirement } from "../../state/requirement";
import { say } from "../../words";
import { form, loadForm } from "./form";
import { folded } from "./rules";

export const MOST = 1_000_000; // bytes; the longest requirement is far below

export interface FileFaults {
  name: string;
  detail: string;
  faults: { fault: Fault; line: string }[];
}

/** The text of a file; the old encoding of Chinese systems where it is not UTF-8. */
export async function textOf(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Reads the text of a requirement file by the service; all its faults come at once. */
export async function readText(text: string, name: string): Promise<Requirement | FileFaults> {
  try {
    await loadForm();
    const told = await postFile<{ requirement: Requirement }>("/api/requirements", text, { lang: look.lang });
    return folded(told.requirement, form.rules);
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== "refused") throw error;
    const lines = text.split(/\r?\n/);
    return {
      name,
      detail: error.message,
      faults: error.faults.map((fault) => ({
        fault,
        line: fault.line === null ? "" : (lines[fault.line - 1] ?? "").slice(0, 200),
      })),
    };
  }
}

export const isFaulty = (read: Requirement | FileFaults): read is FileFaults => "faults" in read;

/** A file name that every system takes. */
export const fileName = (requirement: Requirement): string =>
  `${
    say(requirement.title)
      .replace(/[\\/:*?"<>|\s]+/g, "-")
      .slice(0, 60) || "requirement"
  }.json`;

/** Saves the need as a file; JSON, which the service, the command line and any YAML reader take. */
export function save(): void {
  const requirement = written();
  const text = `${JSON.stringify(requirement, null, 2)}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName(requirement);
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 10_000);
}
