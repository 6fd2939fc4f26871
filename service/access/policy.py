"""Who may do what: the permission table that a new installation starts with."""

from collections.abc import Mapping

DESK = ("support", "support_lead", "service", "manager", "owner", "admin")
READERS = (*DESK, "dispatcher", "executive", "buyer", "planner", "operations", "approver", "installer", "customer")

PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    "service.read": READERS,
    "service.write": DESK,
    "service.escalate": ("support", "support_lead", "manager", "owner", "admin"),
    "service.resolve": ("support_lead", "manager", "owner", "admin"),
    "service.recommit": ("manager", "owner", "admin", "dispatcher"),
    "returns.write": ("buyer", "manager"),
    "intake.write": DESK,
    "records.read": (*DESK, "dispatcher", "executive", "buyer", "planner", "operations", "approver"),
    "records.write": (*DESK, "operations"),
    "records.import": ("manager", "owner", "admin", "operations"),
    "claims.write": DESK,
    "claims.approve": ("approver", "manager", "owner", "admin"),
    "claims.pay": ("owner", "admin"),
    "dispatch.plan": ("dispatcher", "manager", "admin"),
    "dispatch.publish": ("dispatcher", "manager", "admin"),
    "dispatch.simulate": ("planner", "dispatcher", "manager"),
    "roster.write": ("dispatcher", "manager", "operations", "admin"),
    "visits.execute": ("installer",),
    "config.write": ("operations", "admin"),
    "access.write": ("admin",),
    "session.own": READERS,
}
"""Roles that hold each permission. `session.own` is what everybody known may do: see and end the own session.

`intake.write` hands messages in for others, as a mail gateway does with a key.
Approving takes more than the permission: whom the approval policy names. A customer and an installer hold
`service.read` for the own account and the own visits; `service.rows` sees to that.
"""

ROLES = tuple(sorted({role for roles in PERMISSIONS.values() for role in roles}))
