"""Where facts about a project come from, each source behind the same small interface.

    source      Subject, the project that is asked about; Source, what every source offers
    github      the public API: stars, licence, files, activity, releases
    badge       the level of the OpenSSF Best Practices badge
    history     organizations and activity, from a clone
    snapshot    facts that were written down earlier
    attest      a person's word
    collect     several sources, one set of facts, and what did not agree

Each source has a ``name`` and ``facts(subject) -> ProjectFacts``, can be used alone, and does not
raise for what it cannot find out: that is an unknown fact with its reason. ``github``, ``badge``
and ``history`` need the extra ``evidence``; ``collect``, ``snapshot`` and ``attest`` the standard
library alone.
"""
