export const words = {
  signIn: "Sign in",
  signingIn: "Signing in…",
  signInLead: "For staff, reviewing departments and invited investors; the public map needs no sign-in.",
  name: "User name",
  password: "Password",
};
