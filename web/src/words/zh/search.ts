export const words = {
  parcel: "地块",
  hall: "厂房",
  facility: "设施",
  place: "地名",
  district: "区县",
  none: "没有与“{q}”相符的地块或地名；可试试拼音或首字母。",
};
