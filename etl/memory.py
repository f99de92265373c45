"""Whether the landing zone still holds what its releases were made with: secret and ledger."""

from etl.job import Job
from etl.ledger import LedgerFolder
from etl.secret import mark
from release.errors import MissingInput, NotPublished
from release.stored import published_document


def check_memory(job: Job) -> None:
    """A release rounded with another secret would give true numbers away beside the last one, and
    one made without knowing the last one could. Raises NotPublished, or MissingInput where the
    secret is not there."""
    if _method(job) and not LedgerFolder(job.landing.folder).entries():
        raise NotPublished(
            f"{job.landing.folder / 'ledger'} is empty, but releases were published: without what "
            "they showed the next one cannot be attacked; put the ledger back from your backup "
            "(docs/privacy.md)"
        )
    if fault := _fault(job):
        raise NotPublished(fault)


def check_secret(job: Job) -> None:
    """Refuse to store anything with another secret than that of the releases. Raises
    MissingInput."""
    if fault := _fault(job):
        raise MissingInput(fault)


def _method(job: Job) -> dict[str, object] | None:
    """How the newest release that stands was protected."""
    return published_document(job.database, "protection", "method")


def _fault(job: Job) -> str:
    """A sentence where the secret is not the one of what was published or stored; else blank."""
    key, published = job.landing.key, _method(job)
    if published and published.get("secret") != mark(key.read()):
        return (
            f"the secret in {key.path} is not the one that the published releases were rounded "
            "with; put the old one back from your backup (docs/privacy.md, The secret)"
        )
    return key.fault(key.read()) if key.mark else ""
