# METADATA
# title: Bundle server
# description: |
#   Who may change or read a channel. A caller needs a grant of the configuration that covers the
#   action, the channel and, for a promotion, the channel it comes from; and whose demands on token
#   and certificate it meets, all of them.
package regent

# METADATA
# title: Decision
# description: The reasons of an allowance are the names of the grants.
# scope: document
# entrypoint: true
default decision := {
	"action": "deny",
	"reasons": ["no-grant"],
	"message": "No grant in the configuration of the bundle server covers this.",
}

decision := {"action": "allow", "reasons": array.slice(sort(granting), 0, 32)} if count(granting) > 0

granting contains grant.name if {
	some grant in input.grants
	input.action in grant.actions
	input.channel in grant.channels
	is_caller(grant)
	is_origin(grant)
	is_source(grant)
}

# A grant that demands neither lets nobody in.
is_caller(grant) if {
	has_token(grant.token)
	not grant.certificate
}

is_caller(grant) if {
	has_certificate(grant.certificate)
	not grant.token
}

is_caller(grant) if {
	has_token(grant.token)
	has_certificate(grant.certificate)
}

has_token(wanted) if {
	wanted.issuer == input.caller.token.issuer
	count(wanted.claims) > 0
	every claim, values in wanted.claims {
		input.caller.token.claims[claim] in values
	}
}

has_certificate(wanted) if {
	count(wanted) > 0
	every member, value in wanted {
		input.caller.certificate[member] == value
	}
}

is_origin(_) if input.action != "promote"

is_origin(grant) if input.from in grant.from

# Before the upload there is no bundle to look at; afterwards the policy is asked again.
is_source(_) if input.stage == "request"

is_source(grant) if {
	input.stage == "bundle"
	count(grant.source_repositories) == 0
}

is_source(grant) if {
	input.stage == "bundle"
	input.bundle.source.repository in grant.source_repositories
}
