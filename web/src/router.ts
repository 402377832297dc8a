import { createRouter, createWebHistory } from "vue-router";
import MapPage from "./pages/MapPage.vue";
import { staffRoutes } from "./staff/routes";

export const router = createRouter({
  history: createWebHistory("/"),
  routes: [
    { path: "/", name: "map", component: MapPage },
    { path: "/s/:id", name: "shared", component: () => import("./pages/SharedPage.vue") },
    { path: "/parcel", name: "parcel", component: () => import("./pages/ParcelPage.vue") },
    { path: "/compare", name: "compare", component: () => import("./pages/ComparePage.vue") },
    { path: "/about", name: "about", component: () => import("./pages/AboutPage.vue") },
    ...staffRoutes,
    { path: "/:rest(.*)", redirect: "/" },
  ],
});
