# METADATA
# title: A ticket needs two people
# description: A ticket in a customer's name is opened once two people agree, each with a reason.
package regent.rules.ticket_needs_two

import data.regent.lib

# METADATA
# title: Decisions
# description: Demands the approval of two people.
# scope: document
decisions contains lib.contribution("approve", "ticket-needs-two-people", {
	"message": "A ticket in a customer's name needs two people.",
	"approval": {"groups": ["dpo", "support-lead"], "quorum": 2, "justification": true},
	"purpose": "support-ticket",
	"legal_basis": "contract",
}) if {
	lib.in_group("support")
	input.request.method == "POST"
	input.request.segments == ["tickets"]
}
