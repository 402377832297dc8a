"""What can go wrong, in the field's words; only the API knows HTTP, only the CLI exit codes.

Each message says what was found, what was expected and the way out, in Chinese and in English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitesel.language import Lang, Text


class SiteselError(Exception):
    """The root of everything sitesel raises on purpose."""

    code = "error"

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)

    def say(self, lang: Lang) -> str:
        """Return the message in one language."""
        return self.text.say(lang)


class LayerError(SiteselError):
    """A raw layer can't be read."""

    code = "layer"


class UnknownFormat(LayerError):
    """A file is of no format that sitesel reads."""

    code = "unknown-format"


class UnknownCrs(LayerError):
    """A layer's coordinate reference system is not told and can't be settled by evidence."""

    code = "unknown-crs"


class DatumRefused(LayerError):
    """Xian 1980 or Beijing 1954 without transformation parameters."""

    code = "datum-refused"


class ConfigError(SiteselError):
    """A build config is not well-formed."""

    code = "config"


class CatalogueError(SiteselError):
    """A catalogue can't be built, published or opened."""

    code = "catalogue"


class CatalogueNotFound(CatalogueError):
    """No catalogue where one was looked for."""

    code = "catalogue-not-found"


class UntrustworthyData(CatalogueError):
    """Faults that make the whole of a layer untrustworthy; nothing was published."""

    code = "untrustworthy-data"


class ParcelNotFound(SiteselError):
    """No parcel or hall of that id in the catalogue."""

    code = "parcel-not-found"


class SelectionNotFound(SiteselError):
    """No selection of that digest is known."""

    code = "selection-not-found"


class ReportNotPublic(SiteselError):
    """The report of a catalogue tells values that the caller may not see."""

    code = "report-not-public"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file that a person wrote.

    Parameters
    ----------
    code
        What kind of fault, in kebab case: `unknown-attribute`, `wrong-unit`.
    path
        Where in the document: `("constraints", 2, "attribute")`.
    line
        The line in the file, from 1; None when it did not come from a file.
    text
        What is wrong and the way out.
    """

    code: str
    path: tuple[str | int, ...]
    line: int | None
    text: Text

    def say(self, lang: Lang) -> str:
        """Return place and message in one language.

        >>> Fault("x", ("criteria", 0), 7, Text(zh="错", en="wrong")).say("en")
        'line 7, criteria[0]: wrong'
        """
        place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path).lstrip(".")
        line = "" if self.line is None else ("第 %d 行" if lang == "zh" else "line %d") % self.line
        where = (", " if lang == "en" else "，").join(part for part in (line, place) if part)
        colon = ": " if lang == "en" else "："
        return f"{where}{colon}{self.text.say(lang)}" if where else self.text.say(lang)


class Faulty(SiteselError):
    """A document with faults, all of them collected."""

    def __init__(self, en: str, zh: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(
            "\n".join([en, *(f"  {fault.say('en')}" for fault in faults)]),
            "\n".join([zh, *(f"  {fault.say('zh')}" for fault in faults)]),
        )
        self.faults = tuple(faults)


class RequirementError(Faulty):
    """A requirement is not well-formed or asks for what the catalogue does not have."""

    code = "requirement"


class UnknownScenario(RequirementError):
    """A catalogue has no scenario of the name that is asked for."""


class BuildConfigError(Faulty, ConfigError):
    """A build config has faults, all of them collected."""

    code = "config"


class RuleSetError(Faulty, ConfigError):
    """A rule set has faults, all of them collected."""

    code = "rule-set"


class LinkNotFound(SiteselError):
    """No short link of that id is kept here."""

    code = "link-not-found"


class LinkExpired(SiteselError):
    """A short link was kept for as long as links are kept, and is no longer."""

    code = "link-expired"


class LinkRefused(SiteselError):
    """A state is no plain object, or too large or too deep to be kept."""

    code = "link-refused"


class EnquiryRefused(Faulty):
    """An enquiry has faults, all of them collected."""

    code = "enquiry"


class EnquiriesClosed(SiteselError):
    """The service takes no enquiries."""

    code = "enquiries-closed"


class NotKept(SiteselError):
    """What was sent could not be stored."""

    code = "not-kept"


class TooMany(SiteselError):
    """An address writes more often than it may.

    `retry_after` is in seconds.
    """

    code = "too-many"

    def __init__(self, en: str, zh: str, *, retry_after: int) -> None:
        super().__init__(en, zh)
        self.retry_after = retry_after


class BaseMapsError(Faulty, ConfigError):
    """The file of base maps has faults, all of them collected."""

    code = "base-maps"


class ConstraintNotFound(SiteselError):
    """A requirement has no constraint of that id."""

    code = "constraint-not-found"


class TileNotFound(SiteselError):
    """There is no tile of that address."""

    code = "tile-not-found"


class MediaNotFound(SiteselError):
    """No picture or document of that name, or not for everybody."""

    code = "media-not-found"


class PictureNotFound(SiteselError):
    """There is nothing to draw at an address: no such catalogue."""

    code = "picture-not-found"


class FontMissing(SiteselError):
    """A document needs a font that this machine does not have."""

    code = "font-missing"


class StateError(SiteselError):
    """The database of people, projects and the record can't be used as it is."""

    code = "state-unavailable"


class SignInNeeded(SiteselError):
    """Nobody is signed in, where somebody has to be."""

    code = "sign-in-needed"


class NotAllowed(SiteselError):
    """Whoever is signed in may not do this."""

    code = "not-allowed"


class RevisionRefused(SiteselError):
    """A change of a parcel that can't be made: no such attribute, value or step of its life."""

    code = "revision-refused"


class RevisionConflict(SiteselError):
    """Somebody else changed the parcel since it was looked at; nothing was overwritten.

    `clashes` says of each value what was seen, what it is now, and what was wanted.
    """

    code = "revision-conflict"

    def __init__(self, en: str, zh: str, clashes: Sequence[Mapping[str, object]] = ()) -> None:
        super().__init__(en, zh)
        self.clashes = tuple(clashes)


class CrossSite(NotAllowed):
    """A change was asked for by another site's page, in the name of somebody signed in."""

    code = "cross-site"


class SignInRefused(SiteselError):
    """The name or the password is wrong; nobody is told which."""

    code = "sign-in-refused"


class KeyRefused(SiteselError):
    """An API key is unknown, deleted or expired."""

    code = "key-refused"


class KeyNotFound(SiteselError):
    """Somebody has no API key of that id."""

    code = "key-not-found"


class KeyUnfit(Faulty):
    """An API key can't be made as it is wanted."""

    code = "key-unfit"


class PasswordRefused(Faulty):
    """A password is not good enough."""

    code = "password-refused"


class AccountRefused(Faulty):
    """A user has faults, all of them collected."""

    code = "user-refused"


class AccountNotFound(SiteselError):
    """There is no such user."""

    code = "user-not-found"


class AccountTaken(SiteselError):
    """There is a user of that name already."""

    code = "user-taken"


class LastAdmin(SiteselError):
    """Nobody could manage users any more."""

    code = "last-administrator"


class InvitationNotFound(SiteselError):
    """An invitation is unknown, used or expired."""

    code = "invitation-not-found"


class OidcSettingsError(ConfigError):
    """What is set about the provider of OpenID Connect can't be right."""

    code = "oidc-settings"


class ProviderMissing(SiteselError):
    """Nobody signs in by a provider of OpenID Connect here."""

    code = "provider-missing"


class ProviderUnavailable(SiteselError):
    """The provider of OpenID Connect does not answer, or not as one does."""

    code = "provider-unavailable"


class SignInStale(SiteselError):
    """An answer of the provider that this browser did not ask for, or asked for too long ago."""

    code = "sign-in-stale"


class IdentityRefused(SiteselError):
    """Somebody whom the provider knows and this service does not let in."""

    code = "identity-refused"


class IdentityTaken(IdentityRefused):
    """The name or the identity is somebody else's here."""

    code = "identity-taken"


class RecordBroken(SiteselError):
    """The record is not as it was written."""

    code = "record-broken"


class UploadRefused(SiteselError):
    """A file that can't become changes of parcels: too large, no ids, steps that can't be gone."""

    code = "upload-refused"


class UploadNotFound(SiteselError):
    """No upload of that id waits to be published, or it is somebody else's."""

    code = "upload-not-found"


class BackupError(SiteselError):
    """A backup can't be written, or is not one that can be restored here."""

    code = "backup"


class ProjectNotFound(SiteselError):
    """There is no such project, or it has no such requirement, contact or document."""

    code = "project-not-found"


class ProjectRefused(Faulty):
    """What is told of a project has faults, all of them collected."""

    code = "project-refused"


class ProjectConflict(SiteselError):
    """Somebody else changed the project since it was looked at; nothing was overwritten.

    `clashes` says of each field what it is now, who changed it when, and what was wanted.
    """

    code = "project-conflict"

    def __init__(self, en: str, zh: str, clashes: Sequence[Mapping[str, object]] = ()) -> None:
        super().__init__(en, zh)
        self.clashes = tuple(clashes)


class StageRefused(SiteselError):
    """A stage that can't follow, or a day on which it can't have begun."""

    code = "stage-refused"


class DocumentRefused(SiteselError):
    """A document of a project that is not taken: too large, damaged, or of no known kind."""

    code = "document-refused"


class EnquiryNotFound(SiteselError):
    """There is no enquiry of that number."""

    code = "enquiry-not-found"


class EnquiryHandled(SiteselError):
    """Somebody has dealt with an enquiry already."""

    code = "enquiry-handled"


class ProposalNotFound(SiteselError):
    """No proposal of that id, or no file of that name in it."""

    code = "proposal-not-found"


class ProposalRefused(SiteselError):
    """A proposal that can't be made, closed or shared so."""

    code = "proposal-refused"


class IssueNotFound(SiteselError):
    """No issue of that id."""

    code = "issue-not-found"


class IssueRefused(SiteselError):
    """An issue can't be added or changed so."""

    code = "issue-refused"


class EvaluationNotFound(SiteselError):
    """No proposal of a project tells of a parcel, so that it has no access evaluation."""

    code = "evaluation-not-found"


class EvaluationRefused(SiteselError):
    """An opinion or an override that can't be taken."""

    code = "evaluation-refused"


class ShareNotFound(SiteselError):
    """A share is unknown, over or ended; nobody is told which."""

    code = "share-not-found"


class TemplateRefused(SiteselError):
    """A Word template can't be filled: no DOCX, too large, or fields that there are not."""

    code = "template"


class FiguresError(SiteselError):
    """The figures of a project can't be read."""

    code = "project-figures"


class DepartmentsError(SiteselError):
    """The table of departments can't be read."""

    code = "departments"


class PoliciesError(SiteselError):
    """The table of policies can't be read."""

    code = "policies"


class StandingError(SiteselError):
    """A file of statuses, opinions and overrides can't be read."""

    code = "standing"
