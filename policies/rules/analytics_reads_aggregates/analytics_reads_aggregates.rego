# METADATA
# title: Analytics reads aggregates
# description: Analytics sees statistics, which hold no data of a single person, and nothing else.
package regent.rules.analytics_reads_aggregates

import data.regent.lib

# METADATA
# title: Decisions
# description: Allows what lies under `/stats/`, at one or two segments' depth.
# scope: document
decisions contains lib.contribution("allow", "analytics-reads-aggregates", {
	"purpose": "analytics",
	"legal_basis": "legitimate-interests",
}) if {
	lib.in_group("analytics")
	some pattern in [["stats", "*"], ["stats", "*", "*"]]
	lib.reads("crm", pattern)
}
