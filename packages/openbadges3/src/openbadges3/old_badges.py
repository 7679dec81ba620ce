"""Badges of before 3.0: what Open Badges 2.0 says of hosted and of signed assertions.

A hosted assertion is believed because its address says so, and the address has to be one of the
issuer's; a signed one because of a key that the issuer publishes. Parts of versions before 2.0
are recognised, not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import (
    DocumentGone,
    DocumentUnavailable,
    Expired,
    IssuerMismatch,
    ModelInvalid,
    NotYetValid,
    OpenBadgesError,
    ProofInvalid,
    RecipientMismatch,
    Revoked,
    StatusUnknown,
    Unreadable,
)
from openbadges3.findings import sentence
from openbadges3.json_values import as_list, is_list, is_object
from openbadges3.keys import PublicKey
from openbadges3.members import types_of
from openbadges3.old_members import (
    check_assertion,
    context_remark,
    host,
    moment_of,
    origin,
    reason_of,
)
from openbadges3.proofs.vc_jwt import ALGORITHMS
from openbadges3.reading import read_object
from openbadges3.recipient import matches

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from openbadges3.documents import Documents
    from openbadges3.findings import Findings
    from openbadges3.proofs.vc_jwt import Jws

_PARTS: Final = frozenset(
    [
        "BadgeClass",
        "Issuer",
        "Profile",
        "CryptographicKey",
        "RevocationList",
        "Criteria",
        "AlignmentObject",
        "Endorsement",
    ]
)
_NEEDED: Final = {
    "Assertion": ("id", "recipient", "badge", "issuedOn"),
    "BadgeClass": ("id", "name", "description", "image", "criteria", "issuer"),
    "Issuer": ("id", "name", "url", "email"),
}
_FIRST_BADGE_CLASS: Final = frozenset({"name", "description", "image", "criteria", "issuer"})
_SECTION: Final = "OB 2.0 §4"
_MOST_KEYS: Final = 8


def is_old_badge(document: Mapping[str, Any]) -> bool:
    """Whether this is an Open Badge of before 3.0, or a part of one."""
    types = types_of(document)
    if "VerifiableCredential" in types:
        return False
    if set(document) == {"@context"} or set(document) >= _FIRST_BADGE_CLASS:
        return True
    context = document.get("@context")
    listed = context if is_list(context) else [context]
    if any(
        isinstance(each, str) and each.startswith("https://w3id.org/openbadges/") for each in listed
    ):
        return True
    if "Assertion" in types or any(name in types for name in _PARTS):
        return True
    return "badge" in document and "recipient" in document


def examine_old_badge(
    document: dict[str, Any],
    jws: Jws | None,
    *,
    documents: Documents,
    at: datetime,
    email: str | None,
    findings: Findings,
) -> dict[str, Any]:
    """Check an assertion of Open Badges 2.0 with its badge class and issuer; return the assertion.

    `jws` is the signature around it, for a signed badge. Parts of badges, and assertions of
    versions before 1.1, end in an "unknown": there is nothing in them to rely on.
    """
    examined = _Old(document, documents, at, findings)
    try:
        examined.examine(jws, email)
    except (DocumentUnavailable, Unreadable) as wrong:
        findings.unknown("issuer", StatusUnknown(wrong.message, section=_SECTION))
    except OpenBadgesError as wrong:
        findings.bad(examined.check, wrong)
    return examined.assertion


class _Old:
    """One examination; `check` names what is being looked at, for errors on the way."""

    def __init__(
        self, assertion: dict[str, Any], documents: Documents, at: datetime, findings: Findings
    ) -> None:
        self.assertion = assertion
        self.check = "model"
        self._documents = documents
        self._at = at
        self._findings = findings

    def examine(self, jws: Jws | None, email: str | None) -> None:
        types = types_of(self.assertion)
        if "Assertion" not in types:
            self._tell_part(types)
            return
        self._need("Assertion", self.assertion, "$")
        self._findings.warn("model", "The badge is of Open Badges 2.0, which 3.0 has replaced.")
        if jws is None:
            self._fetch_hosted()
        self._check_context(self.assertion, "Assertion", "$")
        check_assertion(self.assertion)
        badge = self._linked("badge", self.assertion, "BadgeClass")
        issuer = self._linked("issuer", badge, "Issuer")
        self._findings.good(
            "model", "Assertion, badge class and issuer have what they need.", section=_SECTION
        )
        self._warn_about_address(issuer, "url", "Issuer")
        self.check = "proof"
        if jws is None:
            self._check_scope(badge, issuer)
        else:
            self._check_signature(jws, issuer)
        name = str(issuer["id"])
        if name.startswith(("https://", "http://")):
            # Of any other name nothing has shown that it is this issuer's.
            self._findings.issuer = name
        self.check = "status"
        self._check_revocation(issuer, hosted=jws is None)
        self.check = "validity"
        self._check_validity()
        if email is not None:
            self._check_recipient(email)

    def _tell_part(self, types: list[Any]) -> None:
        part = next((name for name in types if isinstance(name, str) and name in _PARTS), None)
        if part is None and set(self.assertion) >= _FIRST_BADGE_CLASS:
            part = "BadgeClass"
        if part is not None:
            message = (
                f"this is a part of a badge ({part}) of Open Badges 2.0 or before; nobody holds it"
            )
            for member in _NEEDED.get("Issuer" if part == "Profile" else part, ()):
                if member not in self.assertion:
                    self._findings.warn(
                        "model", f"The {part} lacks {member}.", path=f"$.{member}", section=_SECTION
                    )
        elif set(self.assertion) == {"@context"}:
            message = "this is a JSON-LD context; nobody holds it"
        elif "badge" in self.assertion:
            message = "this is a badge of a version before Open Badges 1.1, which carries nothing to check"
        else:
            message = f"this is nothing that Open Badges knows: its type is {types}"
        self._findings.unknown("model", ModelInvalid(message, path="$.type", section=_SECTION))

    def _need(self, kind: str, thing: Mapping[str, Any], path: str) -> None:
        for member in _NEEDED.get(kind, ()):
            if thing.get(member) in (None, "", [], {}):
                raise ModelInvalid(
                    f"the {kind} lacks {member}", path=f"{path}.{member}", section=_SECTION
                )

    def _fetch_hosted(self) -> None:
        """What counts is what the assertion's own address answers (OB 2.0 §5.1)."""
        self.check = "proof"
        verification = self.assertion.get("verification", self.assertion.get("verify"))
        kind = verification.get("type") if is_object(verification) else verification
        if kind not in ("hosted", "HostedBadge", "https://w3id.org/openbadges#HostedBadge"):
            raise ProofInvalid(
                f"the assertion is neither hosted nor signed, but {kind!r}", section="OB 2.0 §5"
            )
        address = self.assertion["id"]
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise ProofInvalid("the address of the hosted assertion is no web address", path="$.id")
        try:
            served = read_object(self._documents.fetch(address).content)
        except DocumentGone:
            raise Revoked(
                "the issuer has taken the assertion back (410 Gone)", section="OB 2.0 §5.1"
            ) from None
        if served.get("id") != address:
            raise ProofInvalid(
                f"the address of the assertion gives another one, {served.get('id')!r}",
                path="$.id",
                section="OB 2.0 §5.1",
            )
        if served != self.assertion:
            message = (
                "The assertion differs from what its address answers now; the latter was checked."
            )
            self._findings.warn("proof", message, path="$", section="OB 2.0 §5.1")
            self.assertion = served
            self._need("Assertion", served, "$")

    def _linked(self, member: str, thing: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """The badge class or issuer that `thing` names or holds; its `id` is where it was found."""
        self.check = "model"
        value = thing[member]
        if isinstance(value, str):
            resolved = self._served(value, kind)
            self._check_context(resolved, kind, f"$.{member}")
            self._warn_about_address(resolved, "id", kind)
        elif is_object(value):
            resolved = self._confirmed(value, kind) if kind == "Issuer" else value
            if "@context" in resolved:
                self._check_context(resolved, kind, f"$.{member}")
        else:
            raise ModelInvalid(f"{member} is neither an address nor an object", path=f"$.{member}")
        self._need(kind, resolved, f"$.{member}")
        return resolved

    def _check_context(self, thing: Mapping[str, Any], kind: str, path: str) -> None:
        remark = context_remark(thing)
        if remark and thing is self.assertion and "@context" not in thing:
            raise ModelInvalid(remark, path="$.@context", section="OB 2.0 §3")
        if remark:
            told = f"Of the {kind}, {remark}."
            self._findings.warn("model", told, path=f"{path}.@context", section="OB 2.0 §3")

    def _served(self, address: str, kind: str) -> dict[str, Any]:
        """What `address` answers, with that address as its id."""
        served = read_object(self._documents.fetch(address).content)
        self._same_place(address, served, kind)
        return {**served, "id": address}

    def _confirmed(self, issuer: dict[str, Any], kind: str) -> dict[str, Any]:
        """An issuer that is embedded, as its own address describes it.

        What somebody else's badge says about an issuer (where its assertions lie, which keys it
        has) proves nothing: it counts only as served from the issuer's address. An issuer whose
        address cannot be asked counts for assertions at that very host, and without any scope or
        keys of its own; one that has no web address has no host either.
        """
        address = issuer.get("id")
        if isinstance(address, str) and address.startswith(("https://", "http://")):
            try:
                return self._served(address, kind)
            except DocumentUnavailable:
                if origin(address) != origin(str(self.assertion.get("id"))):
                    raise
        return {
            name: value
            for name, value in issuer.items()
            if name not in {"verification", "publicKey"}
        }

    def _same_place(self, address: str, served: Mapping[str, Any], kind: str) -> None:
        said = served.get("id")
        if said == address:
            return
        message = f"the {kind} at {address} gives {said!r} as its own address"
        if not isinstance(said, str) or host(said) not in {"", host(address)}:
            raise IssuerMismatch(message, section=_SECTION)
        self._findings.warn("model", sentence(message), section=_SECTION)

    def _warn_about_address(self, thing: Mapping[str, Any], member: str, kind: str) -> None:
        value = thing.get(member)
        if not isinstance(value, str) or not value.startswith(("https://", "http://")):
            message = f"The {member} of the {kind} is not a web address."
            self._findings.warn("issuer", message, path=f"$.{member}", section=_SECTION)

    def _check_scope(self, badge: Mapping[str, Any], issuer: Mapping[str, Any]) -> None:
        """A hosted assertion lies where the issuer says that its assertions lie (OB 2.0 §5.1)."""
        address: str = self.assertion["id"]
        said = issuer.get("verification")
        scope: Mapping[str, Any] = said if is_object(said) else {}
        starts = as_list(scope.get("startsWith"))
        origins = as_list(scope.get("allowedOrigins"))
        issuer_id = str(issuer.get("id"))
        if starts:
            allowed = any(
                isinstance(start, str) and host(start) and address.startswith(start)
                for start in starts
            )
        else:
            hosts = [each for each in origins if isinstance(each, str)] or [host(issuer_id)]
            allowed = host(address) in hosts or origin(address) in hosts
        if not allowed:
            raise IssuerMismatch(
                f"{issuer_id} does not keep its assertions at {address}",
                path="$.id",
                section="OB 2.0 §5.1",
            )
        if isinstance(self.assertion.get("badge"), str) and is_object(badge.get("issuer")):
            self._findings.warn(
                "issuer",
                "The badge class holds its issuer, instead of naming it.",
                section=_SECTION,
            )
        message = f"The assertion is the one that {host(address)} serves, where the issuer keeps its assertions."
        self._findings.good("proof", message, section="OB 2.0 §5.1")

    def _check_signature(self, jws: Jws, issuer: Mapping[str, Any]) -> None:
        """Signed by a key that the issuer lists; without `creator`, by any of these (§5.2)."""
        verification = self.assertion.get("verification", self.assertion.get("verify"))
        said = verification.get("creator") if is_object(verification) else None
        listed = [
            each.get("id") if is_object(each) else each for each in as_list(issuer.get("publicKey"))
        ]
        trusted = [each for each in listed if isinstance(each, str) and said in (None, each)]
        if not trusted:
            raise IssuerMismatch(
                "the issuer does not list the key that signed", section="OB 2.0 §5.2"
            )
        problems: list[OpenBadgesError] = []
        for name in trusted[:_MOST_KEYS]:
            try:
                self._check_key(name, jws, issuer)
            except OpenBadgesError as wrong:
                problems.append(wrong)
                continue
            message = f"The signature holds, and its key ({name}) is the issuer's."
            self._findings.good("proof", message, section="OB 2.0 §5.2")
            return
        # A key that could not be had may be the one.
        raise min(problems, key=lambda wrong: not isinstance(wrong, DocumentUnavailable))

    def _check_key(self, name: str, jws: Jws, issuer: Mapping[str, Any]) -> None:
        """Raise unless the key at `name` is the issuer's and made the signature."""
        key = read_object(self._documents.fetch(name).content)
        if key.get("owner") != issuer.get("id"):
            raise IssuerMismatch(
                "the key that signed does not name the issuer as its owner", section="OB 2.0 §5.2"
            )
        pem, algorithm = key.get("publicKeyPem"), jws.header.get("alg")
        # RS256 is what 2.0 recommends, others are in use: what decides is the issuer's key.
        wanted = ALGORITHMS.get(algorithm) if isinstance(algorithm, str) else None
        if wanted is None or not isinstance(pem, str):
            raise ProofInvalid(
                f"badges signed with {algorithm!r} are not accepted", section="OB 2.0 §5.2"
            )
        public = PublicKey.from_pem(pem)
        if public.kind != wanted:
            raise ProofInvalid(
                f"the key is of kind {public.kind}, but the badge is signed with {algorithm}",
                section="OB 2.0 §5.2",
            )
        public.verify(jws.signature, jws.signed)

    def _check_revocation(self, issuer: Mapping[str, Any], *, hosted: bool) -> None:
        if self.assertion.get("revoked") is True:
            raise Revoked(
                f"the issuer has withdrawn this badge{reason_of(self.assertion)}",
                section="OB 2.0 §4.1",
            )
        address = issuer.get("revocationList")
        if not hosted and isinstance(address, str):
            listed = read_object(self._documents.fetch(address).content)
            for each in as_list(listed.get("revokedAssertions")):
                entry = each if is_object(each) else {"id": each}
                if self.assertion["id"] in (entry.get("id"), entry.get("uid")):
                    raise Revoked(
                        f"the issuer has withdrawn this badge{reason_of(entry)}",
                        section="OB 2.0 §4.8",
                    )
        self._findings.good(
            "status", "The issuer has not withdrawn the badge.", section="OB 2.0 §4.8"
        )

    def _check_validity(self) -> None:
        if moment_of(self.assertion, "issuedOn") > self._at:
            raise NotYetValid(
                "the badge was issued at a later time", path="$.issuedOn", section=_SECTION
            )
        if "expires" in self.assertion and moment_of(self.assertion, "expires") < self._at:
            raise Expired("the time of the badge is over", path="$.expires", section=_SECTION)
        self._findings.good("validity", "The badge is in force.", section=_SECTION)

    def _check_recipient(self, email: str) -> None:
        recipient = self.assertion["recipient"]
        if recipient.get("type") != "email" or not matches(recipient, email):
            raise RecipientMismatch(f"the badge was not made out to {email}", path="$.recipient")
        self._findings.good("recipient", f"The badge was made out to {email}.", section=_SECTION)
