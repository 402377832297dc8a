export const words = {
  parcel: "parcel",
  hall: "hall",
  facility: "facility",
  place: "place",
  district: "district",
  none: "No parcel or place matches “{q}”; try pinyin or initials.",
};
