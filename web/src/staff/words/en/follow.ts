export const words = {
  lead: "Projects that stand still, how many came how far by unit and month, and all of it as files.",
  export: "Export {form}",
  over: "over {n} days",
  none: "No project stands still for too long.",
  since: "There since",
  late: "Late by",
  days: "{n} days",
  standing: "Projects at each stage",
  months: "Projects that came to each stage, by unit and month",
  month: "Month",
};
