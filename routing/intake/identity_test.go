package intake

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestIdentify(t *testing.T) {
	for _, c := range []struct{ kind, text, want string }{
		{Email, " Ana <Ana.B+shop@Bank.Example> ", "ana.b+shop@bank.example"},
		{Email, "ana@bank.example.", "ana@bank.example"},
		{Email, `"a@b"@c.example`, `"a@b"@c.example`},
		{Email, "mailto:Ana@Bank.Example?subject=Hello%20there", "ana@bank.example"}, {Email, "Ana <mailto:ana@bank.example>", "ana@bank.example"},
		{Email, `"Doe, Jane" <jane.@docomo.example>`, "jane.@docomo.example"}, {Email, "ana@[192.0.2.1]", "ana@[192.0.2.1]"}, {Email, "zoë@bücher.example", "zoë@bücher.example"},
		{Phone, "+49 (0)30 / 123-456", "+4930123456"},
		{Phone, "0044 20 7946 0000", "+442079460000"},
		{Phone, "tel:+1-202-555-0100", "+12025550100"},
		{External, " CRM : A-17 ", "crm:A-17"},
	} {
		id, err := Identify(c.kind, c.text)
		require.NoError(t, err)
		require.Equal(t, Identifier{c.kind, c.want}, id)
		again, err := Identify(c.kind, id.Value)
		require.NoError(t, err)
		require.Equal(t, id, again)
	}
	for _, c := range []struct{ kind, text, want string }{
		{Email, "ana", `"ana" is no mail address: write one such as ana@bank.example`},
		{Email, "@bank.example", `"@bank.example" is no mail`}, {Email, "ana@", `"ana@" is no mail`}, {Email, "a b@c.example", `is no mail`},
		{Email, "a@b.example, c@d.example", "is no mail"}, {Email, "a@b@c.example", `"a@b@c.example" is no mail`}, {Email, "a@b..example", "is no mail"},
		{Email, "a;b@c.example", "is no mail"}, {Email, `""@c.example`, "is no mail"}, {Email, `"a@c.example`, "is no mail"}, {Email, "mailto:", "is no mail"},
		{Email, "ana@[192.0.2.1", "is no mail"}, {Email, "a@.example", "is no mail"}, {Email, "a\x00b@c.example", "is no mail"},
		{Phone, "030 123456", `"030 123456" is no phone number with its country: write one such as +49 30 123456`},
		{Phone, "+49 30", "is no phone"}, {Phone, "+1234567890123456", "is no phone"}, {Phone, "+49 30 12x456", "is no phone"}, {Phone, "+0 30 123456", "is no phone"},
		{External, "17", `"17" is no external id: write the system and the id, such as crm:17`}, {External, ":17", "is no external"}, {External, "crm:", "is no external"},
		{"mail", "ana@bank.example", `unknown kind "mail"; did you mean "email"?`},
	} {
		_, err := Identify(c.kind, c.text)
		require.ErrorContains(t, err, c.want)
	}
}

// claim is a claim on an identifier whose kind its text tells.
func claim(id, customer string, verified bool) Claim {
	kind := Email
	if id[0] == '+' {
		kind = Phone
	} else if slices.Contains([]byte(id), ':') {
		kind = External
	}
	return Claim{Identifier{kind, id}, customer, verified}
}

func TestIdentitiesJoin(t *testing.T) {
	s := IdentitiesOf(
		claim("a@x.example", "ana", true), claim("a@x.example", "shop-7", true), claim("+49301", "shop-7", true), claim("+49301", "app-3", true),
		claim("b@x.example", "ben", true), claim("old@x.example", "ben", false),
	)
	p, certain, found := s.Find(Identifier{Phone, "+49301"})
	require.True(t, certain && found)
	require.Equal(t, "ana", p.Customer)
	require.Equal(t, []string{"ana", "app-3", "shop-7"}, p.Customers)
	require.Len(t, p.Claims, 4)
	p, certain, found = s.Find(Identifier{Email, "old@x.example"})
	require.True(t, found && !certain)
	require.Equal(t, "ben", p.Customer)
	_, _, found = s.Find(Identifier{Email, "nobody@x.example"})
	require.False(t, found)
	require.Equal(t, Person{Customer: "new", Customers: []string{"new"}}, s.Person("new"))
	require.Empty(t, s.Conflicts())

	parted := s.Unlink(claim("+49301", "app-3", true))
	require.Equal(t, []string{"ana", "shop-7"}, parted.Person("ana").Customers)
	require.Equal(t, s, parted.Link(claim("+49301", "app-3", true)))
}

func TestIdentitiesConflict(t *testing.T) {
	for _, c := range []struct {
		name   string
		claims []Claim
		want   []string
		found  string // who stands behind a@x.example
	}{
		{"claimed by two", []Claim{claim("a@x.example", "ana", false), claim("a@x.example", "ben", false)},
			[]string{"shared: email a@x.example of ana, ben"}, ""},
		{"proved by one", []Claim{claim("a@x.example", "ana", true), claim("a@x.example", "ben", false)},
			[]string{"contradicted: email a@x.example of ana, ben"}, "ana"},
		{"proved and claimed by one", []Claim{claim("a@x.example", "ana", true), claim("a@x.example", "ana", false)}, nil, "ana"},
		{"claimed by one person under two names", []Claim{
			claim("a@x.example", "ana", false), claim("a@x.example", "app-3", false), claim("+49301", "ana", true), claim("+49301", "app-3", true)}, nil, "ana"},
		{"other people in the CRM", []Claim{
			claim("a@x.example", "ana", true), claim("a@x.example", "ben", true), claim("crm:1", "ana", true), claim("crm:2", "ben", true)},
			[]string{"apart: external crm:1, external crm:2 of ana, ben"}, ""},
		{"two of one system", []Claim{
			claim("a@x.example", "ana", true), claim("crm:1", "ana", true), claim("crm:2", "ana", true), claim("erp:1", "ana", true), claim("crm:3", "ana", false)},
			[]string{"doubled: external crm:1, external crm:2 of ana"}, "ana"},
		{"two of one system among two", []Claim{
			claim("a@x.example", "ana", true), claim("a@x.example", "ben", true), claim("crm:1", "ana", true), claim("crm:2", "ana", true)},
			[]string{"apart: external crm:1, external crm:2 of ana, ben", "doubled: external crm:1, external crm:2 of ana"}, ""},
		{"other systems", []Claim{
			claim("a@x.example", "ana", true), claim("a@x.example", "ben", true), claim("crm:1", "ana", true), claim("erp:2", "ben", true)}, nil, "ana"},
		{"an external id without proof", []Claim{
			claim("a@x.example", "ana", true), claim("a@x.example", "ben", true), claim("crm:1", "ana", true), claim("crm:2", "ben", false)}, nil, "ana"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := IdentitiesOf(c.claims...)
			var told []string
			for _, conflict := range s.Conflicts() {
				told = append(told, conflict.String())
			}
			require.Equal(t, c.want, told)
			p, _, found := s.Find(Identifier{Email, "a@x.example"})
			require.Equal(t, c.found, p.Customer)
			require.Equal(t, c.found != "", found)
		})
	}
}

var someClaim = rapid.Custom(func(t *rapid.T) Claim {
	return claim(
		rapid.SampledFrom([]string{"a@x.example", "b@x.example", "+49301", "crm:1", "crm:2", "erp:1"}).Draw(t, "id"),
		rapid.SampledFrom([]string{"ana", "ben", "cyd", "dan"}).Draw(t, "customer"), rapid.Bool().Draw(t, "verified"))
})

var someClaims = rapid.SliceOfN(someClaim, 0, 8)

// TestLawLinkingIsReversible: to link and to unlink is as if nothing had been.
func TestLawLinkingIsReversible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims, c := someClaims.Draw(t, "claims"), someClaim.Draw(t, "claim")
		before := IdentitiesOf(slices.DeleteFunc(claims, func(o Claim) bool { return o == c })...)
		require.Equal(t, before, before.Link(c).Unlink(c))
		require.Equal(t, before.Link(c), before.Link(c).Link(c))
		require.Equal(t, before, before.Unlink(c))
	})
}

// TestLawLinkingHasNoOrder: the same claims make the same persons in any order, all at once or one by one.
func TestLawLinkingHasNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := someClaims.Draw(t, "claims")
		s := IdentitiesOf()
		for _, c := range rapid.Permutation(claims).Draw(t, "other") {
			s = s.Link(c)
		}
		require.Equal(t, IdentitiesOf(claims...), s)
	})
}

// TestLawOnlyProofJoins: a claim without proof changes nobody's customers.
func TestLawOnlyProofJoins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, c := IdentitiesOf(someClaims.Draw(t, "claims")...), someClaim.Draw(t, "claim")
		c.Verified = false
		after := s.Link(c)
		for _, name := range []string{"ana", "ben", "cyd", "dan"} {
			require.Equal(t, s.Person(name).Customers, after.Person(name).Customers)
		}
	})
}

// TestLawContradictionsAreTold: a customer who proved several external ids of one system is told of, and nobody else as doubled.
func TestLawContradictionsAreTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := someClaims.Draw(t, "claims")
		want, got := map[string]bool{}, map[string]bool{}
		for _, a := range claims {
			for _, b := range claims {
				if a.Verified && b.Verified && a.Customer == b.Customer && a.system() != "" && a.system() == b.system() && a.Value != b.Value {
					want[a.Customer+" "+a.system()] = true
				}
			}
		}
		for _, c := range IdentitiesOf(claims...).Conflicts() {
			if c.Why == Doubled {
				got[c.Customers[0]+" "+c.Identifiers[0].system()] = true
				require.Len(t, c.Customers, 1)
			}
		}
		require.Equal(t, want, got)
	})
}

// TestLawPersonsAreThoseWhoShareProof: two customers are one person exactly when a way of proved identifiers leads from one to
// the other, unless somebody on it has another external id in one system.
func TestLawPersonsAreThoseWhoShareProof(t *testing.T) {
	names := []string{"ana", "ben", "cyd", "dan"}
	rapid.Check(t, func(t *rapid.T) {
		claims := someClaims.Draw(t, "claims")
		reach := map[string]map[string]bool{}
		for _, n := range names {
			reach[n] = map[string]bool{n: true}
		}
		for range names {
			for _, a := range claims {
				for _, b := range claims {
					if a.Verified && b.Verified && a.Identifier == b.Identifier {
						for _, n := range names {
							reach[n][b.Customer] = reach[n][b.Customer] || reach[n][a.Customer]
						}
					}
				}
			}
		}
		s := IdentitiesOf(claims...)
		for _, n := range names {
			systems := map[string]string{}
			torn := false
			for _, c := range claims {
				if system := c.system(); system != "" && c.Verified && reach[n][c.Customer] {
					torn = torn || systems[system] != "" && systems[system] != c.Value
					systems[system] = c.Value
				}
			}
			var want []string
			for _, other := range names {
				if reach[n][other] && (other == n || !torn) {
					want = append(want, other)
				}
			}
			require.Equal(t, want, s.Person(n).Customers)
			require.Equal(t, want[0], s.Person(n).Customer)
		}
	})
}

// FuzzIdentify: what is read is written in one way, and says so when it is read again.
func FuzzIdentify(f *testing.F) {
	f.Add(Email, "Ana <ana@bank.example>")
	f.Add(Phone, "+49 (0)30 123456")
	f.Add(External, "crm:17")
	f.Fuzz(func(t *testing.T, kind, text string) {
		id, err := Identify(kind, text)
		if err != nil {
			return
		}
		again, err := Identify(kind, id.Value)
		require.NoError(t, err)
		require.Equal(t, id, again)
	})
}
