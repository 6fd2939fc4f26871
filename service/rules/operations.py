"""Keeping rule sets, and deciding by the version in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from service.context import Cause, Context
from service.errors import Problem, invalid, not_found
from service.rules.checker import RuleSetError, understand
from service.rules.models import RuleSetVersion, StoredRuleSet
from service.rules.ruleset import Decision, FactsError, RuleSet
from service.rules.vocabulary import Vocabulary
from service.timeline.operations import record


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision by a published version."""

    decision: Decision
    version: int

    @property
    def rule(self) -> str:
        """The rule set and the rule, as a timeline names them."""
        return f"{self.decision.rule_set}: {self.decision.rule}"

    @property
    def told(self) -> dict[str, Any]:
        """What an event says of it: rule, version, and the decision with its inputs."""
        return {"rule": self.rule, "rule_version": str(self.version), "decision": self.decision.told()}

    @property
    def cause(self) -> Cause:
        """On whose behalf its actions are done."""
        return Cause(self.rule, str(self.version), f"rule {self.decision.rule}")

    def outcome(self, do: str) -> Any:
        """Return its first outcome of a name; None if it has none."""
        return next((each for each in self.decision.outcomes if each.do == do), None)


def decide(ctx: Context, rule_set: str, facts: Mapping[str, Any]) -> Ruling:
    """Return what the version in force of a rule set decides about facts, by the path of their field.

    Nothing is written: who asked notes the ruling where it belongs. Refused with 409 if no version is in force, and
    with 422 for facts that the rules need and that are missing or of another type.
    """
    version = in_force(ctx, rule_set)
    try:
        return Ruling(parsed(version.text).decide(facts), version.number)
    except FactsError as fault:
        raise invalid(fault.field, str(fault), rule=rule_set, code="invalid_facts") from None


def in_force(ctx: Context, rule_set: str) -> RuleSetVersion:
    """Return the version of a rule set that decides; 409 if none is published."""
    wanted = (
        select(RuleSetVersion)
        .join(StoredRuleSet, StoredRuleSet.id == RuleSetVersion.rule_set_id)
        .where(StoredRuleSet.name == rule_set, StoredRuleSet.in_force == RuleSetVersion.number)
    )
    version = ctx.session.scalars(wanted).first()
    if version is None:
        raise Problem(409, "no_rule_set", f"no version of a rule set {rule_set} is in force", rule=rule_set)
    return version


def parsed(text: str) -> RuleSet:
    """Return the rule set of a text; a 422 with every finding if it is none."""
    try:
        return understand(text)
    except RuleSetError as error:
        raise refusal(error) from None


def refusal(error: RuleSetError) -> Problem:
    """Return the refusal of a text, the first finding foremost."""
    first, findings = error.findings[0], [each._asdict() for each in error.findings]
    place = f"line {first.line}, column {first.column}"
    return Problem(422, "invalid_rule_set", f"{place}: {first.detail}", field="text", errors=findings)


def create_rule_set(ctx: Context, *, text: str) -> StoredRuleSet:
    """Keep a new rule set, as a draft that decides nothing yet."""
    said = parsed(text).says
    if ctx.session.scalar(select(StoredRuleSet.id).where(StoredRuleSet.name == said.name)) is not None:
        raise Problem(409, "duplicate", f"there is a rule set {said.name} already", field="text")
    row = StoredRuleSet(name=said.name, about=said.about, draft=text)
    ctx.session.add(row)
    record(ctx, row, "created")
    return row


def save_draft(ctx: Context, row: StoredRuleSet, *, text: str) -> None:
    """Let a text be the draft. It keeps the set's name and kind of record, because decisions refer to them."""
    said = parsed(text).says
    for name in ("name", "about"):
        if getattr(said, name) != getattr(row, name):
            raise invalid("text", f"{name} is {getattr(row, name)}, and stays so", allowed=[getattr(row, name)])
    if row.draft != text:
        row.draft = text
        record(ctx, row, "draft_saved")


def publish(ctx: Context, row: StoredRuleSet) -> RuleSetVersion:
    """Let the draft decide from now on, as the newest version."""
    if row.draft is None:
        raise Problem(409, "no_draft", "there is no draft to publish", field="draft")
    parsed(row.draft)  # the vocabulary may have changed since it was saved
    row.newest += 1
    version = RuleSetVersion(
        rule_set_id=row.id, number=row.newest, text=row.draft, published_at=ctx.now, published_by=ctx.actor.name
    )
    row.in_force, row.draft = row.newest, None
    ctx.session.add(version)
    record(ctx, row, "published", text=version.text)
    return version


def roll_back(ctx: Context, row: StoredRuleSet, *, to: int, reason: str) -> None:
    """Let another published version decide again; the draft stays as it is."""
    version = version_of(ctx, row, to)
    if row.in_force == to:
        raise Problem(409, "in_force", f"version {to} is the one in force", field="to")
    parsed(version.text)
    row.in_force = to
    record(ctx, row, "rolled_back", reason=reason)


def version_of(ctx: Context, row: StoredRuleSet, number: int) -> RuleSetVersion:
    """Return a published version; 404 if there is none of that number."""
    wanted = select(RuleSetVersion).where(RuleSetVersion.rule_set_id == row.id, RuleSetVersion.number == number)
    version = ctx.session.scalars(wanted).first()
    if version is None:
        raise not_found("rule set version", number)
    return version


def text_of(ctx: Context, row: StoredRuleSet, which: str) -> str:
    """Return the text of the draft, or of a version by its number."""
    if which != "draft":
        return version_of(ctx, row, int(which)).text
    if row.draft is None:
        raise not_found("draft of rule set", row.name)
    return row.draft


def shipped_texts() -> dict[str, str]:
    """Return the texts of the rule sets that come with the package, by the name of the set."""
    folder = files("service.rules") / "shipped"
    texts = sorted((each.name, each.read_text()) for each in folder.iterdir() if each.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): text for name, text in texts}


def ship_rule_sets(ctx: Context, vocabularies: Sequence[Vocabulary]) -> None:
    """Publish the shipped rule sets, over these vocabularies, that are not there."""
    known = {each.about for each in vocabularies}
    present = set(ctx.session.scalars(select(StoredRuleSet.name)))
    for name, text in shipped_texts().items():
        if name not in present and parsed(text).says.about in known:
            publish(ctx, create_rule_set(ctx, text=text))
