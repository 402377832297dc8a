SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#manual",
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  validatorUrl: null,
});
