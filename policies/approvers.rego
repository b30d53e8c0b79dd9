package regent

import data.regent.lib

# METADATA
# title: Approvers
# description: |
#   Whether `input.person` may decide on `input.approval`. Regent itself holds besides that nobody decides
#   on a request in which they have a hand, and that each person counts once. Where nothing below speaks,
#   nobody may.
# scope: document
# entrypoint: true
default approvers := {"may": false}

approvers := object.union(
	{
		"may": true,
		"reasons": ["demanded-group"],
		"see_body": lib.sees_bodies(input.person),
	},
	lib.step_up(input.approval.request.method),
) if {
	some group in input.approval.decision.approval.groups
	group in input.person.groups
}
