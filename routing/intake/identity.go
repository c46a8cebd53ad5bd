package intake

import (
	"cmp"
	"slices"
	"strings"
)

// Claim says that an identifier belongs to a customer, as the host names customers.
type Claim struct {
	Identifier
	Customer string `json:"customer" yaml:"customer"`
	// Verified says that somebody proved it, such as by a link in a mail or by signing in. The sender of a message is not
	// verified.
	Verified bool `json:"verified,omitempty" yaml:"verified,omitempty"`
}

// Identities say which customers are one person. They are what follows from a set of claims, and nothing else: the order in
// which claims came changes nothing, and to take a claim back is to be as if it had never been made. They are immutable.
//
// Customers who have proved one identifier are one person, and so on from customer to customer. A claim without proof joins
// nobody. Customers who would be one person but have proved different external ids of one system stay apart.
type Identities struct {
	claims    []Claim           // sorted, each once
	heads     map[string]string // by customer: the first customer of the person
	conflicts []Conflict
}

// Person is who stands behind an identifier.
type Person struct {
	// Customer is the first of Customers: a name that stays while nobody with an earlier one joins.
	Customer string `json:"customer"`
	// Customers are all that are this person, sorted.
	Customers []string `json:"customers"`
	// Claims are all of theirs, sorted.
	Claims []Claim `json:"claims"`
}

// Why claims contradict each other.
const (
	Shared       = "shared"       // several people claim an identifier that none of them proved
	Contradicted = "contradicted" // one person proved an identifier that another one claims
	Apart        = "apart"        // customers proved one identifier but have different external ids in one system
	Doubled      = "doubled"      // one customer proved several external ids of one system
)

// Conflict is claims that cannot all be true. Nobody is joined by one; it is for a person to mend.
type Conflict struct {
	Why         string       `json:"why"`
	Identifiers []Identifier `json:"identifiers"`
	Customers   []string     `json:"customers"`
}

// String tells the conflict, such as: shared: email info@bank.example of ana, ben.
func (c Conflict) String() string {
	names := make([]string, len(c.Identifiers))
	for i, id := range c.Identifiers {
		names[i] = id.String()
	}
	return c.Why + ": " + strings.Join(names, ", ") + " of " + strings.Join(c.Customers, ", ")
}

// IdentitiesOf returns what follows from claims. Making them takes time with the number of claims: a host with very many gives
// those of the customers that matter to a message.
func IdentitiesOf(claims ...Claim) *Identities {
	sorted := append([]Claim{}, claims...)
	slices.SortFunc(sorted, compareClaims)
	s := &Identities{claims: slices.Compact(sorted), heads: map[string]string{}}
	for _, c := range s.claims {
		s.heads[c.Customer] = c.Customer
	}
	s.double()
	s.join()
	s.part()
	s.contradict()
	slices.SortFunc(s.conflicts, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(a.Why, b.Why), slices.Compare(a.Customers, b.Customers), slices.CompareFunc(a.Identifiers, b.Identifiers, compareIDs))
	})
	return s
}

func compareIDs(a, b Identifier) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
}

func compareClaims(a, b Claim) int {
	return cmp.Or(compareIDs(a.Identifier, b.Identifier), cmp.Compare(a.Customer, b.Customer), count(a.Verified)-count(b.Verified))
}

// Link returns the identities with one more claim. A claim that is there already changes nothing.
func (s *Identities) Link(c Claim) *Identities { return IdentitiesOf(append(s.Claims(), c)...) }

// Unlink returns the identities without a claim. One that is not there changes nothing.
func (s *Identities) Unlink(c Claim) *Identities {
	return IdentitiesOf(slices.DeleteFunc(s.Claims(), func(o Claim) bool { return o == c })...)
}

// Claims returns the claims, sorted.
func (s *Identities) Claims() []Claim { return slices.Clone(s.claims) }

// Conflicts returns what contradicts itself, sorted.
func (s *Identities) Conflicts() []Conflict { return slices.Clone(s.conflicts) }

// byIdentifier calls f with all claims of each identifier.
func (s *Identities) byIdentifier(f func(id Identifier, claims []Claim)) {
	for from := 0; from < len(s.claims); {
		id, to := s.claims[from].Identifier, from
		for to < len(s.claims) && s.claims[to].Identifier == id {
			to++
		}
		f(id, s.claims[from:to])
		from = to
	}
}

// join makes one person of the customers who proved one identifier.
func (s *Identities) join() {
	s.byIdentifier(func(_ Identifier, claims []Claim) {
		first := ""
		for _, c := range claims {
			switch {
			case !c.Verified:
			case first == "":
				first = c.Customer
			default:
				a, b := s.head(first), s.head(c.Customer)
				s.heads[max(a, b)] = min(a, b)
			}
		}
	})
	for c := range s.heads {
		s.heads[c] = s.head(c)
	}
}

// head returns the first customer of the person whom a customer is so far.
func (s *Identities) head(customer string) string {
	for s.heads[customer] != customer {
		customer = s.heads[customer]
	}
	return customer
}

// owned is a customer, or the person who one is, in a system.
type owned struct{ by, system string }

// proved returns the external ids that somebody proved in each system. Who that is follows from the customer.
func (s *Identities) proved(who func(customer string) string) map[owned][]Identifier {
	ids := map[owned][]Identifier{}
	s.byIdentifier(func(id Identifier, claims []Claim) {
		for _, c := range claims {
			o := owned{who(c.Customer), id.system()}
			if c.Verified && o.system != "" && !slices.Contains(ids[o], id) {
				ids[o] = append(ids[o], id)
			}
		}
	})
	return ids
}

// double notes customers who have several external ids in one system.
func (s *Identities) double() {
	for o, different := range s.proved(func(customer string) string { return customer }) {
		if len(different) > 1 {
			s.conflicts = append(s.conflicts, Conflict{Doubled, different, []string{o.by}})
		}
	}
}

// part undoes persons who have several external ids in one system.
func (s *Identities) part() {
	members := map[string][]string{}
	for c, h := range s.heads {
		members[h] = append(members[h], c)
	}
	for o, different := range s.proved(func(customer string) string { return s.heads[customer] }) {
		group := members[o.by]
		if len(different) < 2 || len(group) < 2 {
			continue
		}
		slices.Sort(group)
		s.conflicts = append(s.conflicts, Conflict{Apart, different, slices.Clone(group)})
		for _, c := range group {
			s.heads[c] = c
		}
	}
}

// contradict notes identifiers that several persons claim, unless all of these proved it: those are parted already.
func (s *Identities) contradict() {
	s.byIdentifier(func(id Identifier, claims []Claim) {
		owner := s.owners(claims, true)
		all := s.owners(claims, false)
		switch {
		case len(all) < 2 || len(owner) == len(all):
		case len(owner) == 0:
			s.conflicts = append(s.conflicts, Conflict{Shared, []Identifier{id}, all})
		default:
			s.conflicts = append(s.conflicts, Conflict{Contradicted, []Identifier{id}, all})
		}
	})
}

// owners returns the persons who claim, or who proved.
func (s *Identities) owners(claims []Claim, proved bool) (heads []string) {
	for _, c := range claims {
		if h := s.heads[c.Customer]; (c.Verified || !proved) && !slices.Contains(heads, h) {
			heads = append(heads, h)
		}
	}
	slices.Sort(heads)
	return heads
}

// Find returns who stands behind an identifier, and whether that is certain, which it is when they proved it. It finds nobody
// where nobody claims it, or where it is not clear who of several.
func (s *Identities) Find(id Identifier) (p Person, certain, found bool) {
	from, _ := slices.BinarySearchFunc(s.claims, id, func(c Claim, id Identifier) int { return compareIDs(c.Identifier, id) })
	to := from
	for to < len(s.claims) && s.claims[to].Identifier == id {
		to++
	}
	heads := s.owners(s.claims[from:to], true)
	certain = len(heads) == 1
	if len(heads) == 0 {
		heads = s.owners(s.claims[from:to], false)
	}
	if len(heads) != 1 {
		return Person{}, false, false
	}
	return s.Person(heads[0]), certain, true
}

// Person returns the person that a customer is. One without claims is a person alone.
func (s *Identities) Person(customer string) Person {
	head, known := s.heads[customer]
	if !known {
		return Person{Customer: customer, Customers: []string{customer}}
	}
	p := Person{Customer: head}
	for _, c := range s.claims {
		if s.heads[c.Customer] == head {
			p.Claims = append(p.Claims, c)
			p.Customers = append(p.Customers, c.Customer)
		}
	}
	slices.Sort(p.Customers)
	p.Customers = slices.Compact(p.Customers)
	return p
}
