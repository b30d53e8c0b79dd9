package regent.lib

# METADATA
# title: In a group
# description: Whether the identity is a member of the group.
# scope: document
in_group(group) if {
	is_array(input.identity.groups)
	group in input.identity.groups
}

# METADATA
# title: Reads
# description: |
#   Whether the request reads, by GET or HEAD, a path of the connection. `pattern` lists the path's
#   segments; `*` stands for one segment that is not empty and has no slash in it.
# scope: document
reads(connection, pattern) if {
	input.connection.name == connection
	input.request.method in {"GET", "HEAD"}
	is_array(input.request.segments)
	count(input.request.segments) == count(pattern)
	every i, wanted in pattern {
		segment_is(input.request.segments[i], wanted)
	}
}

segment_is(segment, wanted) if {
	wanted != "*"
	segment == wanted
}

segment_is(segment, "*") if {
	is_string(segment)
	not contains(segment, "/")
	segment != ""
}
