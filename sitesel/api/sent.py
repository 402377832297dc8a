"""What is posted as a requirement: JSON, or the requirement's own file as it is."""

from __future__ import annotations

from typing import Any

from pydantic import GetJsonSchemaHandler, RootModel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from sitesel.catalogue.area_of_interest import polygon_of
from sitesel.errors import Fault, RequirementError
from sitesel.language import Text
from sitesel.requirement import Requirement, RequirementIn, read_requirement
from sitesel.schema import Schema

YAML_TYPES = (
    "application/yaml",
    "application/x-yaml",
    "text/yaml",
    "text/x-yaml",
    "text/plain",
    "application/x-www-form-urlencoded",  # curl's own when it is told none
)
_FORM = {"schema": {"$ref": "#/components/schemas/RequirementSent"}}
DESCRIBED = {
    "requestBody": {
        "required": True,
        "description": "需求：JSON 或 YAML 文件原样 / the requirement: JSON, or its YAML file",
        "content": {"application/yaml": _FORM, "text/yaml": _FORM},
    }
}


class RequirementSent(RootModel[Any]):
    """A requirement as sent: plain data from JSON, or the bytes of a file."""

    def read(self, schema: Schema, headers: Headers, *, bare: bool = False) -> Requirement:
        """Read it as files are read.

        Parameters
        ----------
        schema
            Of the catalogue.
        headers
            Of the request; they tell a file from a form.
        bare
            See `read_requirement`.

        Raises
        ------
        RequirementError
            It has faults.
        HTTPException
            415: what was sent is neither JSON nor a requirement file.
        """
        if isinstance(self.root, bytes):
            kind = headers.get("content-type", "").split(";")[0].strip().lower()
            if kind and kind not in YAML_TYPES:
                raise HTTPException(415)
        elif not isinstance(self.root, dict):
            raise _not_a_requirement(self.root)
        requirement = read_requirement(self.root, schema=schema, bare=bare)
        if requirement.area_of_interest is not None:
            polygon_of(requirement.area_of_interest)
        return requirement

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """Describe the form of a requirement in place of anything."""
        return RequirementIn.__get_pydantic_json_schema__(core_schema, handler)


def _not_a_requirement(sent: object) -> RequirementError:
    zh, en = _KINDS.get(type(sent), ("其他内容", "something else"))
    said = Text(
        f'收到的是{zh}，需要一个对象，例如 {{"constraints": [...]}}',
        f'{en} was sent where an object is needed, such as {{"constraints": [...]}}',
    )
    return RequirementError(
        "the requirement has a fault:", "需求有错：", [Fault("not-a-mapping", (), None, said)]
    )


_KINDS: dict[type, tuple[str, str]] = {
    list: ("列表", "a list"),
    str: ("一段文字", "text"),
    int: ("数字", "a number"),
    float: ("数字", "a number"),
    bool: ("真假值", "true or false"),
    type(None): ("空值", "null"),
}
