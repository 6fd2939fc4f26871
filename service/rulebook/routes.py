"""Rule sets over HTTP: drafts, checks, dry runs, publishing, rolling back, and what differs."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select

from service import rows
from service.errors import Problem, invalid
from service.requests import Asked, allow
from service.resources import api_router
from service.rows import Page
from service.rulebook.dry_run import Period, replay
from service.rulebook.schemas import (
    CheckedOut,
    DecisionOut,
    DifferenceOut,
    DryRunOut,
    RollBack,
    RuleSetIn,
    RuleSetOut,
    RuleSetQuery,
    RuleSetVersionOut,
    Trial,
    VocabulariesOut,
    Which,
)
from service.rulebook.vocabularies import EVERY
from service.rules import operations
from service.rules.checker import RuleSetError, understand
from service.rules.differences import rule_changes, text_difference
from service.rules.models import RuleSetVersion, StoredRuleSet
from service.rules.ruleset import DEFAULT, FactsError
from service.rules.vocabulary import HOOKS, Vocabulary
from service.schemas import Instant

router = api_router("rules")
READ, WRITE = [allow("records.read")], [allow("config.write")]
MOST_REPLAYED = 100_000
MOST_SHOWN = 1000


@router.get("/rule-vocabulary", dependencies=READ, response_model=VocabulariesOut)
def read_rule_vocabulary(call: Asked) -> Any:
    """Say what rules can speak of, what they can have done, and where they are asked."""
    hooks = [
        {"rule_set": name, "about": hook.about, "outcomes": sorted(hook.outcomes), "asked": hook.asked}
        for name, hook in sorted(HOOKS.items())
    ]
    return {"vocabularies": [_vocabulary(each) for each in EVERY], "hooks": hooks}


def _vocabulary(each: Vocabulary) -> dict[str, Any]:
    fields = [
        {
            "path": path,
            "kind": field.kind,
            "meaning": field.meaning,
            "values": None if field.values is None else sorted(field.values),
            "nullable": field.nullable,
        }
        for path, field in sorted(each.fields.items())
    ]
    acts_on = each.acts_on or each.about
    return {"about": each.about, "acts_on": acts_on, "fields": fields, "outcomes": sorted(each.outcomes)}


@router.post("/rule-checks", dependencies=WRITE, response_model=CheckedOut)
def check_rule_set(body: RuleSetIn, call: Asked) -> Any:
    """Say everything that is wrong with a text, and keep nothing."""
    try:
        understand(body.text)
    except RuleSetError as error:
        return {"valid": False, "findings": [each._asdict() for each in error.findings]}
    return {"valid": True, "findings": []}


@router.get("/rule-sets", dependencies=READ, response_model=Page[RuleSetOut])
def list_rule_sets(query: Annotated[RuleSetQuery, Query()], call: Asked) -> Any:
    """List rule sets."""
    return rows.page(call.ctx, StoredRuleSet, query, sortable=("name",))


@router.post("/rule-sets", dependencies=WRITE, status_code=201, response_model=RuleSetOut)
def create_rule_set(body: RuleSetIn, call: Asked) -> Any:
    """Keep a new rule set as a draft; the text says its name."""
    return call.created(operations.create_rule_set(call.ctx, text=body.text))


@router.get("/rule-sets/{key}", dependencies=READ, response_model=RuleSetOut)
def read_rule_set(key: int, call: Asked) -> Any:
    """Read one rule set."""
    return call.show(call.load(StoredRuleSet, key))


@router.patch("/rule-sets/{key}", dependencies=WRITE, response_model=RuleSetOut)
def save_rule_set_draft(key: int, body: RuleSetIn, call: Asked) -> Any:
    """Save a text as the draft; what decides stays as it is until the draft is published."""
    row = call.load(StoredRuleSet, key, conditional=True)
    operations.save_draft(call.ctx, row, text=body.text)
    return call.show(row)


@router.post("/rule-sets/{key}/publish", dependencies=WRITE, response_model=RuleSetOut)
def publish_rule_set(key: int, call: Asked) -> Any:
    """Let the draft decide from now on, as a new version."""
    row = call.load(StoredRuleSet, key, conditional=True)
    operations.publish(call.ctx, row)
    return call.show(row)


@router.post("/rule-sets/{key}/roll-back", dependencies=WRITE, response_model=RuleSetOut)
def roll_back_rule_set(key: int, body: RollBack, call: Asked) -> Any:
    """Let another version decide again."""
    row = call.load(StoredRuleSet, key, conditional=True)
    operations.roll_back(call.ctx, row, to=body.to, reason=body.reason)
    return call.show(row)


@router.get("/rule-sets/{key}/versions", dependencies=READ, response_model=list[RuleSetVersionOut])
def list_rule_set_versions(key: int, call: Asked) -> Any:
    """List what a rule set said, the newest first."""
    row = call.load(StoredRuleSet, key)
    mine = select(RuleSetVersion).where(RuleSetVersion.rule_set_id == row.id).order_by(RuleSetVersion.number.desc())
    return call.ctx.session.scalars(mine).all()


@router.get("/rule-sets/{key}/difference", dependencies=READ, response_model=DifferenceOut)
def compare_rule_sets(
    key: int, call: Asked, former: Annotated[Which, Query()], latter: Annotated[Which, Query()] = "draft"
) -> Any:
    """Say what differs between two versions, or a version and the draft."""
    row = call.load(StoredRuleSet, key)
    one, other = (operations.text_of(call.ctx, row, which) for which in (former, latter))
    changes = rule_changes(operations.parsed(one).says, operations.parsed(other).says)
    return {"rules": changes, "text": text_difference(one, other, (former, latter))}


@router.post("/rule-sets/{key}/decide", dependencies=WRITE, response_model=DecisionOut)
def try_rule_set(key: int, body: Trial, call: Asked, which: Annotated[Which | None, Query()] = None) -> Any:
    """Say what the version in force, or the draft, or another version, decides about facts; nothing is done."""
    row = call.load(StoredRuleSet, key)
    wanted = which or str(row.in_force)
    if wanted == "0":
        raise Problem(409, "no_rule_set", "no version is in force", rule=row.name)
    rules = operations.parsed(operations.text_of(call.ctx, row, wanted))
    for name in body.facts:
        if name not in rules.vocabulary.fields:
            raise invalid(f"facts.{name}", f"there is no field {name}", allowed=sorted(rules.vocabulary.fields))
    try:
        decision = rules.decide(body.facts)
    except FactsError as fault:
        raise invalid(f"facts.{fault.field}", str(fault)) from None
    return {**decision.told(), "version": None if wanted == "draft" else int(wanted)}


@router.get("/rule-sets/{key}/dry-run", dependencies=WRITE, response_model=DryRunOut)
def dry_run_rule_set(
    key: int,
    call: Asked,
    which: Annotated[Which, Query()] = "draft",
    most: int = Query(10_000, ge=1, le=MOST_REPLAYED, description="Records at most, the newest first."),
    show: int = Query(200, ge=0, le=MOST_SHOWN, description="Changes that are listed at most; all are counted."),
    opened_from: Instant | None = None,
    opened_before: Instant | None = None,
) -> Any:
    """Say what a draft would have changed, had it decided about past records in the place of what is in force."""
    row = call.load(StoredRuleSet, key)
    draft = operations.parsed(operations.text_of(call.ctx, row, which))
    present = operations.parsed(operations.text_of(call.ctx, row, str(row.in_force))) if row.in_force else None
    found = replay(call.ctx, draft, present, Period(opened_from, opened_before, most), show=show)
    names = [*(rule.name for rule in draft.says.rules), DEFAULT]
    counted = {name: getattr(found, name) for name in DryRunOut.model_fields if name not in ("applied", "moves")}
    moves = [{"before": one, "after": other, "count": count} for (one, other), count in found.moves.most_common()]
    return {**counted, "applied": {name: found.applied[name] for name in names}, "moves": moves}
