package intake

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/bellhop-sla/bellhop/calendar"
)

// The kinds of identifiers.
const (
	Email    = "email"    // ana@bank.example
	Phone    = "phone"    // +4930123456, as in E.164
	External = "external" // crm:17, a system and what it calls the customer; one customer has one in each system
)

// Identifier is an address or a name by which a customer is known. Two that are written in one way are equal: make them with
// [Identify].
type Identifier struct {
	Kind  string `json:"kind" yaml:"kind"`
	Value string `json:"value" yaml:"value"`
}

// String writes the identifier, such as email ana@bank.example.
func (id Identifier) String() string { return id.Kind + " " + id.Value }

// Identify returns the identifier that a text means, in the one way in which it is written: a mail address in lower case
// without a name or mailto: before it; a phone number with its country and without what stands between the digits; a system in lower
// case. What makes two mailboxes one at some providers, such as +shop behind the name, is kept: elsewhere these are two people.
func Identify(kind, text string) (Identifier, error) {
	var value string
	var err error
	switch kind {
	case Email:
		value, err = email(text)
	case Phone:
		value, err = phone(text)
	case External:
		value, err = external(text)
	default:
		var p calendar.Problems
		p.Unknown("", "kind", kind, []string{Email, Phone, External})
		err = p.Err()
	}
	if err != nil {
		return Identifier{}, err
	}
	return Identifier{kind, value}, nil
}

func email(text string) (string, error) {
	address := strings.ToLower(addressIn(text))
	if link, ok := strings.CutPrefix(address, "mailto:"); ok {
		address, _, _ = strings.Cut(link, "?")
	}
	address = strings.TrimSuffix(address, ".")
	at := strings.LastIndexByte(address, '@')
	if at < 1 || !mailbox(address[:at]) || !domain(address[at+1:]) {
		return "", fmt.Errorf("%q is no mail address: write one such as ana@bank.example", text)
	}
	return address, nil
}

// mailbox says whether a text may stand before the @ of an address: anything between quotes, or what needs none. Dots may stand
// anywhere, as some providers let them, though RFC 5322 does not.
func mailbox(text string) bool {
	if inside, ok := strings.CutPrefix(text, `"`); ok && strings.HasSuffix(inside, `"`) {
		return len(inside) > 1 && !strings.ContainsFunc(inside, unicode.IsControl)
	}
	return plainMail(text)
}

// domain says whether a text may stand behind the @: names between dots, or an address between brackets.
func domain(text string) bool {
	if inside, ok := strings.CutPrefix(text, "["); ok {
		text, ok = strings.CutSuffix(inside, "]")
		return ok && plainMail(strings.ReplaceAll(text, ":", ""))
	}
	return plainMail(text) && !strings.Contains("."+text+".", "..")
}

// plainMail says whether nothing in a text has a meaning of its own in an address (the specials of RFC 5322 but the dot).
func plainMail(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`@,;:<>()[]\"`, r)
	})
}

// The shortest and the longest phone number, in digits with those of the country (ITU-T E.164 for the longest).
const (
	shortestPhone = 7
	longestPhone  = 15
)

func phone(text string) (string, error) {
	number := strings.ReplaceAll(strings.TrimSpace(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(text)), "tel:")), "(0)", "")
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		number = "+" + rest
	}
	rest, ok := strings.CutPrefix(number, "+")
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0-.()/", r) {
			return -1
		}
		return r
	}, rest)
	if strings.Trim(digits, "0123456789") != "" || strings.HasPrefix(digits, "0") {
		ok = false
	}
	if !ok || len(digits) < shortestPhone || len(digits) > longestPhone {
		return "", fmt.Errorf("%q is no phone number with its country: write one such as +49 30 123456", text)
	}
	return "+" + digits, nil
}

func external(text string) (string, error) {
	system, name, ok := strings.Cut(strings.TrimSpace(text), ":")
	system, name = strings.ToLower(strings.TrimSpace(system)), strings.TrimSpace(name)
	if !ok || system == "" || name == "" {
		return "", fmt.Errorf("%q is no external id: write the system and the id, such as crm:17", text)
	}
	return system + ":" + name, nil
}

// system returns the system of an external id, and "" of another identifier.
func (id Identifier) system() string {
	if id.Kind != External {
		return ""
	}
	system, _, _ := strings.Cut(id.Value, ":")
	return system
}
