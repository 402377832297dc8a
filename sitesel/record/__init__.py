"""What was done, by whom and when: a record that is only ever added to."""

from sitesel.record.deeds import DEED_WORDS, DEEDS, Deed
from sitesel.record.entry import NOTHING, Entry
from sitesel.record.writing import write

__all__ = ["DEEDS", "DEED_WORDS", "NOTHING", "Deed", "Entry", "write"]
