export const words = {
  signIn: "登录",
  signingIn: "正在登录…",
  signInLead: "供招商人员、审核部门和受邀投资方使用；查看公开地块无需登录。",
  name: "用户名",
  password: "口令",
};
