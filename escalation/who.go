package escalation

import (
	"strings"
)

// Who is a text that names who hears: assignee, lead, watchers, role NAME, oncall NAME, person NAME, or an address.
type Who string

// manner is how a Who finds somebody.
type manner string

const (
	byAssignee manner = "assignee"
	byLead     manner = "lead"
	byWatchers manner = "watchers"
	byRole     manner = "role"
	byOnCall   manner = "oncall"
	byPerson   manner = "person"
	byAddress  manner = "address"
)

// split returns the manner of w and the name that goes with it. A text that is neither gives no manner.
func (w Who) split() (manner, string) {
	word, name, named := strings.Cut(strings.TrimSpace(string(w)), " ")
	name = strings.TrimSpace(name)
	switch m := manner(word); m {
	case byAssignee, byLead, byWatchers:
		if !named {
			return m, ""
		}
	case byRole, byOnCall, byPerson:
		if name != "" {
			return m, name
		}
	default:
		if address := strings.TrimSpace(string(w)); isAddress(address) {
			return byAddress, address
		}
	}
	return "", ""
}

// isAddress says whether s is scheme:rest: a scheme as in a URL, and something after it without spaces.
func isAddress(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '+' && r != '-' && r != '.'
	}
	space := func(r rune) bool { return r <= ' ' || r == 0x7f }
	return ok && scheme != "" && scheme[0] >= 'a' && scheme[0] <= 'z' && strings.IndexFunc(scheme, odd) < 0 &&
		rest != "" && strings.IndexFunc(rest, space) < 0
}
