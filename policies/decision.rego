# METADATA
# title: Regent
# description: Gathers what the rules contribute and settles it into the one answer that Regent enforces.
package regent

import data.regent.lib

# METADATA
# title: Decision
# description: |
#   Deny goes before approve, approve before mask, mask before allow. Where no rule speaks, the
#   request is denied. Every answer hangs on `winner` alone: where a part of one is undefined, the
#   default denies, and no weaker answer takes its place.
# scope: document
# entrypoint: true
default decision := {
	"action": "deny",
	"reasons": ["no-rule"],
	"message": "No policy rule allows this request.",
}

decision := object.union_n([said("deny"), message("deny"), subjects]) if winner == "deny"

decision := object.union_n([said("approve"), {"approval": approval}, message("approve"), hidden, write_back, record, subjects]) if {
	winner == "approve"
}

decision := object.union_n([said("mask"), hidden, write_back, record, subjects]) if winner == "mask"

decision := object.union_n([said("allow"), write_back, record, subjects]) if winner == "allow"

# The strongest action that a rule asks for.
winner := [action |
	some action in ["deny", "approve", "mask", "allow"]
	action in {c.action | some c in contributions}
][0]

of(action) := [c | some c in contributions; c.action == action]

# What the rules say. These are lists, for a set would take the time to hash each of them.
heard := [c | some c in data.regent.rules[_].decisions]

spoken := [c | some c in heard; lib.is_contribution(c)]

contributions := array.concat(spoken, [fault | some fault in faults])

# What cannot be understood may have been meant as a denial or a mask.
faults contains lib.contribution("deny", "contribution-invalid", details) if {
	count(heard) > count(spoken)
	details := {"message": "A policy rule contributes what is not a decision."}
}

# One person decides an approval, so it must be someone whom every demand accepts.
faults contains lib.contribution("deny", "approvals-conflict", details) if {
	count(demands) > 0
	count(approving_groups) == 0
	details := {"message": "Policy rules demand approvals that no one group can give."}
}

# Two states of the world cannot both be looked at.
faults contains lib.contribution("deny", "approvals-conflict", details) if {
	count(preconditions) > 1
	details := {"message": "Policy rules tie the approval to more than one state of the world."}
}

demands := {c.approval | some c in spoken; c.action == "approve"}

approving_groups := intersection({groups |
	some demand in demands
	groups := {group | some group in demand.groups}
})

# The strictest of what the rules demand.
approval := object.union_n([
	{"groups": sort(approving_groups), "expires_in": shortest("expires_in")[0]},
	{"use_within": text | some text in shortest("use_within")},
	{key: max(numbers) |
		some key in ["quorum", "risk"]
		numbers := {demand[key] | some demand in demands}
		count(numbers) > 0
	},
	{"justification": true | some demand in demands; demand.justification == true},
	break_glass,
	{"precondition": precondition | some precondition in preconditions},
	show,
])

# The least time of those that are said; the default where none is, for what must be there.
shortest("expires_in") := [sort([[lib.seconds(text), text] |
	some demand in demands
	text := object.get(demand, "expires_in", "15m")
])[0][1]]

shortest("use_within") := array.slice(
	[text | some [_, text] in sort([[lib.seconds(demand.use_within), demand.use_within] | some demand in demands])],
	0, 1,
)

# A request passes at once where every rule that demands an approval would let it, and then all of
# their reviewers may review it.
break_glass := {"break_glass": true, "review_groups": sort({group |
	some demand in demands
	some group in object.get(demand, "review_groups", demand.groups)
})} if {
	every demand in demands {
		demand.break_glass == true
	}
} else := {}

preconditions := {demand.precondition | some demand in demands}

# How the body is masked for who may not see it: all that any rule says.
show := {"show": shown} if {
	shown := {key: sort(all) |
		some key in ["masks", "detect"]
		all := {item | some demand in demands; some item in demand.show[key]}
		count(all) > 0
	}
	count(shown) > 0
} else := {}

# A denial tells its own reasons only; what else would have been granted is not the agent's business.
said("deny") := {"action": "deny", "reasons": sort({reason | some c in of("deny"); some reason in c.reasons})}

said(action) := {"action": action, "reasons": sort({reason | some c in contributions; some reason in c.reasons})} if {
	action != "deny"
}

message(action) := {"message": min(messages)} if {
	messages := {c.message | some c in of(action)}
	count(messages) > 0
} else := {}

# What is hidden of the response: all that any rule hides.
hidden := {key: sort(all) |
	some key in ["masks", "headers", "detect"]
	all := {item | some c in contributions; some item in c[key]}
	count(all) > 0
}

# Who restores where another refuses would let through what must not be.
write_back := {"write_back": {"mode": min(modes), "masks": sort(all)}} if {
	all := {mask | some c in contributions; some mask in c.write_back.masks}
	count(all) > 0
	modes := {c.write_back.mode | some c in contributions}
} else := {}

# For the record of processing activities (GDPR Article 30).
record := {key: concat(", ", sort(texts)) |
	some key in ["purpose", "legal_basis"]
	texts := {c[key] | some c in contributions}
	count(texts) > 0
}

# Whoever's data any rule says that it is: what is not named could not be found again, nor erased.
subjects := {"subjects": sort(all)} if {
	all := {subject | some c in contributions; some subject in c.subjects}
	count(all) > 0
} else := {}
