"""What a visitor sees and does on the map itself."""

from __future__ import annotations

from typing import Any

from tests.browser.visit import Visit

_READY = "() => document.querySelector('.map-view')?.map?.loaded()"
_STATE = """id => document.querySelector('.map-view').map.getFeatureState(
  { source: "sites", sourceLayer: "parcels", id })"""
_AT = """([lon, lat]) => {
  const { map } = document.querySelector('.map-view');
  const { x, y } = map.project([lon, lat]);
  const box = map.getCanvas().getBoundingClientRect();
  return [box.x + x, box.y + y];
}"""
_IN_VIEW = "point => document.querySelector('.map-view').map.getBounds().contains(point)"


class MapSide(Visit):
    """A visitor who looks at the map."""

    def sees_the_map(self) -> None:
        """Wait until the map is drawn and stands still."""
        self.page.wait_for_function(
            f"() => ({_READY})() && !document.querySelector('.map-view').map.isMoving()"
        )

    def described(self, parcel: str) -> dict[str, Any]:
        """Return what the service says of a parcel."""
        told: dict[str, Any] = self.page.request.get(f"{self.address}/api/parcels/{parcel}").json()
        return told

    def is_outlined(self, parcel: str) -> bool:
        """Tell whether the map outlines a parcel as the one that is pointed at."""
        state = self.page.evaluate(_STATE, self.described(parcel)["row"])
        return bool(state.get("hovered"))

    def is_lit(self, parcel: str) -> bool:
        """Tell whether the map lights up a parcel with others of its kind."""
        return bool(self.page.evaluate(_STATE, self.described(parcel)["row"]).get("lit"))

    def has_in_view(self, parcel: str) -> bool:
        """Tell whether a parcel lies within the part of the map that is seen."""
        self.sees_the_map()
        return bool(self.page.evaluate(_IN_VIEW, self.described(parcel)["point"]))

    def clicks_on_map(self, parcel: str) -> None:
        """Click a parcel on the map."""
        self.sees_the_map()
        x, y = self.page.evaluate(_AT, self.described(parcel)["point"])
        self.page.mouse.click(x, y)
        self.clicks += 1
