export const words = {
  lead: "停留过久的项目、各单位各月进展，以及导出。",
  export: "导出 {form}",
  over: "超过 {n} 天",
  none: "没有停留过久的项目。",
  since: "该阶段起",
  late: "超期",
  days: "{n} 天",
  standing: "各阶段项目数",
  months: "各单位各月进入各阶段的项目数",
  month: "月份",
};
