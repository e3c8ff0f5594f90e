"""The words of a text as they are compared: lower case, stemmed, the same for plans and questions."""

# snowballstemmer has no type stubs
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from ingest.wordlists import wordlist

_TOKEN = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:['’][^\W\d_]+)?(?:&[^\W_]+)*")
_STEMMER = snowballstemmer.stemmer("english")


def stopwords() -> frozenset[str]:
    """Words too common to tell one text from another (`ingest/data/stopwords.txt`)."""
    return wordlist("stopwords")


def tokens(text: str) -> list[str]:
    """The words of `text` as written, in order; "H&S" and "don't" stay one word each."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem by which forms of a word are the same: "leads" and "leading" both "lead".

    A final "i" goes too, so that "financial" is as "finance" and "strategy" as "strategic".
    """
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "").replace("&", "")
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed[:-1] if len(stemmed) > 5 and stemmed.endswith("i") else stemmed


def terms(text: str) -> list[str]:
    """The stems of `text` in order, stop words left out."""
    stop = stopwords()
    return [stem(t) for t in tokens(text) if t.lower().replace("’", "'") not in stop]
