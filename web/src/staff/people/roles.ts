/** The roles that an account can have. */
import type { Role } from "../../api/types";

export const ROLES: readonly Role[] = ["staff", "reviewer", "keeper", "admin", "investor"];
