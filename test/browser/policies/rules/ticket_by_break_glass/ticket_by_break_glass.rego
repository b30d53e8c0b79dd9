# METADATA
# title: A ticket, by break-glass
# description: Analytics reads one ticket at once where it says why, and somebody reviews it.
package regent.rules.ticket_by_break_glass

import data.regent.lib

# METADATA
# title: Decisions
# description: Passes with a justification; the data protection officer reviews it.
# scope: document
decisions contains lib.contribution("approve", "ticket-by-break-glass", {
	"message": "A ticket needs a reason, and its reading is reviewed.",
	"approval": {"groups": ["dpo"], "break_glass": true},
	"masks": [lib.redact("$.body")],
	"purpose": "analysis",
	"legal_basis": "legitimate-interests",
}) if {
	lib.in_group("analytics")
	lib.reads("crm", ["tickets", "*"])
}
