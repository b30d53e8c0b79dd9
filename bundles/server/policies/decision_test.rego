package regent_test

import data.regent

by_token := {
	"name": "ci",
	"token": {
		"issuer": "https://ci.example",
		"claims": {"repository": ["acme/policies"], "ref": ["refs/heads/main", "refs/heads/release"]},
	},
	"actions": ["publish", "rollback"],
	"channels": ["staging"],
	"from": [],
	"source_repositories": [],
}

by_certificate := {
	"name": "ops",
	"certificate": {"fingerprint": "aa", "subject": "CN=ops"},
	"actions": ["promote"],
	"channels": ["production"],
	"from": ["staging"],
	"source_repositories": ["acme/policies"],
}

claims := {"repository": "acme/policies", "ref": "refs/heads/main", "environment": "e"}

token := {"issuer": "https://ci.example", "subject": "s", "claims": claims}

certificate := {"fingerprint": "aa", "subject": "CN=ops"}

publish := {
	"stage": "request",
	"action": "publish",
	"channel": "staging",
	"caller": {"token": token},
	"grants": [by_token, by_certificate],
}

promote := {
	"stage": "bundle",
	"action": "promote",
	"channel": "production",
	"from": "staging",
	"caller": {"certificate": certificate},
	"bundle": {"source": {"repository": "acme/policies"}},
	"grants": [by_token, by_certificate],
}

allows(asked) if regent.decision.action == "allow" with input as asked

# The request with other members; a member that is an object is merged.
changed(asked, members) := object.union(asked, members)

test_token if {
	allows(publish)
	allows(changed(publish, {"stage": "bundle"}))
	regent.decision.reasons == ["ci"] with input as publish
}

test_other_issuer if {
	not allows(changed(publish, {"caller": {"token": {"issuer": "https://other.example"}}}))
}

test_other_claims if {
	every other in [
		{"repository": "acme/policies2"},
		{"repository": ["acme/policies"]},
		{"repository": null},
		{"ref": "refs/heads/x"},
	] {
		not allows(changed(publish, {"caller": {"token": {"claims": other}}}))
	}
}

test_missing_claim if {
	fewer := object.union(object.remove(token, ["claims"]), {"claims": {"ref": "refs/heads/main"}})
	not allows(object.union(object.remove(publish, ["caller"]), {"caller": {"token": fewer}}))
}

test_other_channel if not allows(changed(publish, {"channel": "production"}))

test_other_action if not allows(changed(publish, {"action": "promote"}))

test_unknown_stage if not allows(changed(publish, {"stage": "other"}))

test_certificate if allows(promote)

test_other_certificate if {
	not allows(changed(promote, {"caller": {"certificate": {"fingerprint": "bb"}}}))
	not allows(changed(promote, {"caller": {"certificate": {"subject": "CN=other"}}}))
}

test_other_origin if {
	not allows(changed(promote, {"from": "dev"}))
	not allows(object.remove(promote, ["from"]))
}

test_other_source if {
	not allows(changed(promote, {"bundle": {"source": {"repository": "evil/policies"}}}))
	not allows(object.remove(promote, ["bundle"]))
}

test_both_demanded if {
	asked := changed(publish, {"grants": [object.union(by_token, {"certificate": {"fingerprint": "aa"}})]})
	not allows(asked)
	not allows(object.union(object.remove(asked, ["caller"]), {"caller": {"certificate": certificate}}))
	allows(changed(asked, {"caller": {"certificate": certificate}}))
}

test_grant_for_nobody if {
	not allows(changed(publish, {"grants": [object.remove(by_token, ["token"])]}))
	no_claims := object.union(object.remove(by_token, ["token"]), {"token": {"issuer": "https://ci.example", "claims": {}}})
	not allows(changed(publish, {"grants": [no_claims]}))
	no_part := object.union(object.remove(by_certificate, ["certificate"]), {"certificate": {}})
	not allows(changed(promote, {"grants": [no_part]}))
}

test_no_caller if {
	not allows(object.union(object.remove(publish, ["caller"]), {"caller": {}}))
}

test_no_grants if regent.decision.action == "deny" with input as changed(publish, {"grants": []})
