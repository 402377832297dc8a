from geopandas import GeoDataFrame
from shapely import Point

from sitesel.layers.other_tags import tags_of, with_tags


def rows(*tags):
    places = [Point(i, 0) for i in range(len(tags))]
    return GeoDataFrame({"name": ["a"] * len(tags), "other_tags": list(tags)}, geometry=places)


def test_tags_are_read_with_what_is_escaped_in_them():
    assert tags_of(r'"a"=>"x, \"y\"=>z","b:c"=>"1\\2",') == {"a": 'x, "y"=>z', "b:c": "1\\2"}
    assert tags_of("") == {}


def test_asked_tags_become_columns():
    found = with_tags(rows('"amenity"=>"school"', None, '"x"=>"1"'), ["amenity", "name"])
    assert found["amenity"].tolist()[0] == "school"
    assert found["amenity"].isna().tolist() == [False, True, True]
    assert found["name"].tolist() == ["a", "a", "a"]
    assert len(found.columns) == 4


def test_tags_that_no_row_has_become_none():
    assert "amenty" not in with_tags(rows('"amenity"=>"school"', None), ["amenty"])


def test_layers_without_other_tags_stay_as_they_are():
    plain = rows(None).drop(columns="other_tags")
    assert with_tags(plain, ["amenity"]) is plain
