# METADATA
# title: Sample inputs
# description: |
#   Tests live under `regent_test`, not under `regent`: there they would count among the rules.
package regent_test.sample

# METADATA
# title: A request to the CRM
# description: The input for a member of `group` who sends `method` to the path of `segments`.
# scope: document
crm(group, method, segments) := {
	"identity": {"subject": "agent-1", "actors": [], "groups": [group]},
	"connection": {"name": "crm"},
	"request": {"method": method, "path": concat("/", array.concat([""], segments)), "segments": segments},
}
