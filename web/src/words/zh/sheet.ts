export const words = {
  strip: "展开面板",
  half: "面板展开到全屏",
  full: "收起面板",
};
