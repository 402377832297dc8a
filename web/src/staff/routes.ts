/** The addresses of those who sign in; whatever they show is loaded when it is opened. */
import type { NavigationGuardWithThis, RouteRecordRaw } from "vue-router";

/** Words come before the page that speaks them; and nobody works here who is not signed in. */
const ready: NavigationGuardWithThis<undefined> = async (to) => (await import("./ready")).ready(to);

export const staffRoutes: RouteRecordRaw[] = [
  { path: "/sign-in", beforeEnter: ready, component: () => import("./people/SignInPage.vue") },
  { path: "/invitation", beforeEnter: ready, component: () => import("./people/InvitationPage.vue") },
  { path: "/p/:token", beforeEnter: ready, component: () => import("./proposals/SharedProposalPage.vue") },
  {
    path: "/staff",
    beforeEnter: ready,
    component: () => import("./StaffLayout.vue"),
    children: [
      { path: "", component: () => import("./MyDayPage.vue") },
      { path: "projects", component: () => import("./projects/ProjectsPage.vue") },
      { path: "projects/:project", component: () => import("./projects/ProjectPage.vue") },
      // the proposal "new" is not made yet
      {
        path: "projects/:project/proposals/:proposal",
        component: () => import("./proposals/ProposalPage.vue"),
      },
      {
        path: "projects/:project/evaluations/:parcel(.+)",
        component: () => import("./proposals/EvaluationPage.vue"),
      },
      { path: "enquiries", component: () => import("./projects/EnquiriesPage.vue") },
      { path: "follow-up", component: () => import("./projects/FollowUpPage.vue") },
      { path: "issues", component: () => import("./proposals/IssuesPage.vue") },
      { path: "evaluations", component: () => import("./proposals/EvaluationsPage.vue") },
      { path: "parcels/:parcel(.+)", component: () => import("./catalogue/EditorPage.vue") },
      { path: "upload", component: () => import("./catalogue/UploadPage.vue") },
      { path: "register", component: () => import("./catalogue/RegisterPage.vue") },
      { path: "users", component: () => import("./people/UsersPage.vue") },
      { path: "record", component: () => import("./people/RecordPage.vue") },
      { path: "account", component: () => import("./people/AccountPage.vue") },
    ],
  },
];
