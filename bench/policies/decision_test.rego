package regent_test

import rego.v1

import data.regent

test_allow if {
	regent.decision.action == "allow" with input as {"identity": {"groups": ["bench"]}, "request": {"segments": ["allow"]}}
}

test_mask if {
	regent.decision.action == "mask" with input as {"identity": {"groups": ["bench"]}, "request": {"segments": ["mask"]}}
}

test_deny if {
	regent.decision.action == "deny" with input as {"identity": {"groups": []}, "request": {"segments": ["allow"]}}
}

test_customers if {
	user := {"groups": ["bench"]}
	regent.decision.action == "allow" with input as {"identity": user, "request": {"segments": ["allow-customers", "1000"]}}
	regent.decision.action == "mask" with input as {"identity": user, "request": {"segments": ["mask-customers", "1000"]}}
}
