package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/calendar"
)

// shop is a document with one field of each kind.
type shop struct {
	Name   string           `yaml:"name"`
	Rooms  int              `yaml:"rooms"`
	Floor  uint8            `yaml:"floor"`
	Share  float64          `yaml:"share"`
	Open   bool             `yaml:"open"`
	Tags   []string         `yaml:"tags"`
	Prices map[string]int   `yaml:"prices"`
	Since  calendar.Date    `yaml:"-"`
	Any    json.RawMessage  `yaml:"any"`
	Parts  []shop           `yaml:"parts"`
	Owner  *shop            `yaml:"owner"`
	Level  level            `yaml:"level"`
	Scale  scale            `yaml:"scale"`
	Date   string           `yaml:"date"`
	Levels map[level]string `yaml:"levels"`
	Price  price            `yaml:"price"`
	Spare  int              `yaml:"spare,omitempty"`
	Extra  `yaml:",inline"`
}

// price is one number for all or one for each name. Its UnmarshalJSON is not asked.
type price struct {
	All  int            `yaml:",scalar"`
	Each map[string]int `yaml:",inline"`
}

func (*price) UnmarshalJSON([]byte) error { return errors.New("is not asked") }

// Extra stands in the same mapping as shop.
type Extra struct {
	Note string `json:"note"`
}

// level reads itself from a scalar.
type level string

func (l *level) UnmarshalText(text []byte) error {
	if *l = level(text); *l == "low" || *l == "high" {
		return nil
	}
	var p calendar.Problems
	p.Unknown("", "level", string(text), []string{"low", "high"})
	return p
}

// scale reads itself from JSON and finds fault with its parts.
type scale []int

func (s *scale) UnmarshalJSON(data []byte) error {
	var marks map[string]int
	if err := json.Unmarshal(data, &marks); err != nil {
		return errors.New("must map names to marks")
	}
	var p calendar.Problems
	for name, mark := range marks {
		if *s = append(*s, mark); mark < 0 {
			p.Add(name, "must not be negative")
		}
	}
	return p.Err()
}

const fullShop = `name: "no"
rooms: 12
floor: 255
share: 1.5e1
open: true
tags: [a, "1", 'off', x y]
prices: {bed: 40, 2026-12-24: 50}
any: [1, null, "~", true, 2026-12-24, {x: z}]
parts:
  - name: left
  - {name: right, price: {name: 1}}
owner: {name: Ada}
level: high
scale: {top: 3}
date: 2026-12-24
levels: {low: "1"}
price: 7
note: |
  two
  lines
`

func TestDecodeFillsEachKind(t *testing.T) {
	var got shop
	d, err := Parse("shop.yaml", []byte(fullShop))
	require.NoError(t, err)
	d.Decode(&got)
	require.NoError(t, d.Err())
	require.Equal(t, shop{
		Name: "no", Rooms: 12, Floor: 255, Share: 15, Open: true,
		Tags: []string{"a", "1", "off", "x y"}, Prices: map[string]int{"bed": 40, "2026-12-24": 50},
		Any:   json.RawMessage(`[1,null,"~",true,"2026-12-24",{"x":"z"}]`),
		Parts: []shop{{Name: "left"}, {Name: "right", Price: price{Each: map[string]int{"name": 1}}}}, Owner: &shop{Name: "Ada"},
		Level: "high", Scale: scale{3}, Date: "2026-12-24", Levels: map[level]string{"low": "1"},
		Price: price{All: 7},
		Extra: Extra{Note: "two\nlines\n"},
	}, got)
}

func TestDecodeReadsTheJSONOfOtherPrograms(t *testing.T) {
	var got shop
	d, err := Parse("shop.json", []byte("\t{\n\t\t\"name\":\t\"\\ud83d\\ude00 \\/ \\u00e9\",\n\t\t\"rooms\":3\n\t}\n"))
	require.NoError(t, err)
	d.Decode(&got)
	require.NoError(t, d.Err())
	require.Equal(t, shop{Name: "😀 / é", Rooms: 3}, got)
}

func TestDecodeTakesLineEndsAndMarksOfOtherPrograms(t *testing.T) {
	for text, want := range map[string]shop{
		"\ufeffname: a\r\nrooms: 2\r\n":           {Name: "a", Rooms: 2},
		`{"name": "\ufffd", "share": 1.5}`:        {Name: "\ufffd", Share: 1.5},
		`{"name": "�", "share": 2e1}`:             {Name: "\ufffd", Share: 20},
		"{name: a, parts: [{name: b}, {}]}":       {Name: "a", Parts: []shop{{Name: "b"}, {}}},
		"---\nname: a\n...\n":                     {Name: "a"},
		`{"parts": [], "prices": {}, "tags": []}`: {Parts: []shop{}, Prices: map[string]int{}, Tags: []string{}},
	} {
		var got shop
		d, err := Parse("x", []byte(text))
		require.NoError(t, err, text)
		d.Decode(&got)
		require.NoError(t, d.Err(), text)
		require.Equal(t, want, got, text)
	}
	err := decode("x", "name: b\r\nrooms: x\r\n")
	require.EqualError(t, err, "x:2:8: rooms: must be a whole number in plain decimal digits, such as 42, not x\n  rooms: x\n         ^")
}

func TestDecodeRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"name: off":               "1:7: name: the bare off reads as a flag; put the text in quotes, such as \"off\"",
		"name: 010":               "1:7: name: the bare 010 reads as a number; put the text in quotes, such as \"010\"",
		"name: 1e3":               "1:7: name: the bare 1e3 reads as a number; put the text in quotes, such as \"1e3\"",
		"name: 2026-12-24":        "1:7: name: the bare 2026-12-24 reads as a date; put the text in quotes, such as \"2026-12-24\"",
		"name: ~":                 "1:7: name: is empty; write a text or leave the key out",
		"name:":                   "1:6: name: is empty; write a text or leave the key out",
		"name: [a]":               "1:7: name: must be a text, not a list",
		"nam: a":                  "1:1: nam: unknown key \"nam\"; did you mean \"name\"?",
		"rooms: 010":              "1:8: rooms: must be a whole number in plain decimal digits, such as 42, not 010",
		"rooms: 0x1F":             "1:8: rooms: must be a whole number in plain decimal digits, such as 42, not 0x1F",
		"rooms: 1_000":            "1:8: rooms: must be a whole number in plain decimal digits, such as 42, not 1_000",
		"rooms: 1.0":              "1:8: rooms: must be a whole number in plain decimal digits, such as 42, not 1.0",
		"rooms: '1'":              "1:8: rooms: must be a whole number without quotes",
		"rooms: many":             "1:8: rooms: must be a whole number in plain decimal digits, such as 42, not many",
		"floor: 256":              "1:8: floor: the number 256 is out of range",
		"floor: -1":               "1:8: floor: the number -1 is out of range",
		"share: .inf":             "1:8: share: must be a number in plain decimal digits, such as 42, not .inf",
		"share: 1e999":            "1:8: share: the number 1e999 is out of range",
		"open: yes":               "1:7: open: must be true or false, not yes",
		"open: True":              "1:7: open: must be true or false, not True",
		"open: 'true'":            "1:7: open: must be true or false without quotes",
		"tags: a":                 "1:7: tags: must be a list, not a text; write [a]",
		"tags: {a: b}":            "1:7: tags: must be a list, not a mapping",
		"prices: [1]":             "1:9: prices: must be a mapping, not a list",
		"prices: {no: 1}":         "1:10: prices.no: the bare no reads as a flag; put the text in quotes, such as \"no\"",
		"prices: {? [a] : 1}":     "1:12: prices: a key must be a text, not a list",
		"level: hig":              "1:8: level: unknown level \"hig\"; did you mean \"high\"?",
		"level: no":               "1:8: level: the bare no reads as a flag; put the text in quotes, such as \"no\"",
		"level: [low]":            "1:8: level: must be a text, not a list",
		"levels: {lo: a}":         "1:10: levels.lo: unknown level \"lo\"; write one of low, high",
		"scale: {a: 1, b: -2}":    "1:18: scale.b: must not be negative",
		"scale: [1]":              "1:8: scale: must map names to marks",
		"any: [on]":               "1:7: any[0]: the bare on reads as a flag; put a text in quotes, such as \"on\", and write numbers in plain decimal digits and flags as true or false",
		"any: 0x10":               "1:6: any: the bare 0x10 reads as a number; put a text in quotes, such as \"0x10\", and write numbers in plain decimal digits and flags as true or false",
		"price: [1]":              "1:8: price: must be a text or a mapping, not a list",
		"price: {a: b}":           "1:12: price.a: must be a whole number in plain decimal digits, such as 42, not b",
		"owner: a":                "1:8: owner: must be a mapping, not a text",
		"name: a\nname: b":        "2:1: name: \"name\" is written twice, first on line 1; keep one of them",
		"name: &x a":              "1:7: name: the anchor &x is not part of the written form; leave it out",
		"name: !!str a":           "1:7: name: the tag !!str is not part of the written form; write a text in quotes, and numbers and flags bare",
		"owner: {<<: {name: a}}":  "1:9: owner: merge keys are not part of the written form; write the keys out",
		"owner: {~: a}":           "1:9: owner: a key is missing; write a text before the colon",
		"parts: [{}, {nam: x}]":   "1:14: parts[1].nam: unknown key \"nam\"; did you mean \"name\"?",
		"name: a\n---\nname: b":   "2:1: a second document begins here; write each document to a file of its own",
		"[a]":                     "1:1: must be a mapping, not a list",
		"":                        "1:1: the document is empty",
		"# nothing":               "1:1: the document is empty",
		"a: b: c":                 "1:5: a colon makes this a key where no key can stand; mind the indentation, or put a text that holds a colon in quotes",
		"name: x\n\t- a":          "2:1: this line is indented by a tab; use spaces",
		"name:\n\t- a":            "2:1: this line is indented by a tab; use spaces",
		"open: true\nname: 'x\n":  "2:1: the text ends too early; what is opened on this line is not closed",
		"open: true\ntags: [a,\n": "2:1: the text ends too early; what is opened on this line is not closed",
		"tags:\n - a\n b: c":      "3:2: this line does not continue what stands above it; mind the indentation and the quotes",
		`{"name": "\ud83d"}`:      `1:11: this \u names no character; write both halves of a pair, or the character itself`,
		"spare: 0":                "1:8: spare: 0 is the same as leaving the key out; leave it out, or write more than that",
		`{"name": "x" "open": 1}`: "1:14: the JSON breaks off here: invalid character '\"' after object key:value pair",
		"name: \xff":              "1:7: the text is not UTF-8; save it in that encoding",
		"name: \x02":              "1:7: the control character U+0002 does not belong in a text",
	} {
		err := decode("x", text)
		require.Error(t, err, text)
		got, _, _ := strings.Cut(err.Error(), "\n")
		if got != "x:"+want {
			t.Errorf("%q\n got %s\nwant x:%s", text, got, want)
		}
	}
}

// decode reads text as a shop.
func decode(name, text string) error {
	d, err := Parse(name, []byte(text))
	if err != nil {
		return err
	}
	d.Decode(&shop{})
	return d.Err()
}

func TestLimitsHold(t *testing.T) {
	bomb := "a0: &a0 [x, x]\n"
	for i := range 40 {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	require.ErrorContains(t, decode("x", bomb), "the alias *a0 is not part of the written form; write the value out")
	require.ErrorContains(t, decode("x", strings.Repeat("[", 5000)+strings.Repeat("]", 5000)), "more than 40 deep")
	require.ErrorContains(t, decode("x", strings.Repeat("{\"a\":", 5000)+"1"+strings.Repeat("}", 5000)), "more than 40 deep")
	require.ErrorContains(t, decode("x", strings.Repeat("[", 20000)), "exceeded max depth")
	require.ErrorContains(t, decode("x", strings.Repeat(" ", MaxBytes)+"a"), "the most is 1048576")
}

// Law: whatever is wrong, the errors come in the order of their places and each place lies in the text.
func TestErrorsComeInOrder(t *testing.T) {
	lines := rapid.SampledFrom([]string{
		"name: off", "rooms: 010", "tags: x", "nam: 1", "level: hi", "owner: {zz: 1, open: on}", "parts: [{floor: 300}, 3]", "note: !!x y",
		"open: &a true", "prices: {no: x}", "any: [off, 0x1]", "scale: {b: -1}",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(lines, 1, 12).Draw(t, "lines"), "\n")
		var all Errors
		require.ErrorAs(t, decode("x", text), &all)
		for i, e := range all {
			require.LessOrEqual(t, e.Column, 1+len([]rune(linesOf([]byte(text)).at(e.Line))), "%s", e)
			require.NotEmpty(t, e.Snippet)
			if i > 0 {
				before := all[i-1]
				require.True(t, before.Line < e.Line || before.Line == e.Line && before.Column <= e.Column, "%s", all)
			}
		}
		require.Len(t, all.Unwrap(), len(all))
	})
}

func TestAddPlacesWhatACompilerSays(t *testing.T) {
	d, err := Parse("x", []byte("name: Ada\nowner:\n  rooms: 3\n  nam: Bob\n  tags: [a, off]\n"))
	require.NoError(t, err)
	d.Decode(&shop{})
	at := func(path, message string) calendar.Problem { return calendar.Problem{Path: path, Message: message} }
	d.Add("", calendar.Problems{
		at("name", "is short"),
		at("name", `"name" is no good key`),
		at("prices", "is missing"),
		at("owner.rooms", "is odd"),
		at("owner.name", "is missing, but only because it is misspelt"),
		at("owner.tags[1]", "is refused already"),
		at("owner.tags", "is short too"),
	})
	d.Add("owner.tags[0]", errors.New("is plain"))
	d.Add("owner", nil)
	var got []string
	var all Errors
	require.ErrorAs(t, d.Err(), &all)
	for _, e := range all {
		got = append(got, fmt.Sprintf("%d:%d %s: %s", e.Line, e.Column, e.Path, e.Message))
	}
	require.Equal(t, []string{
		`1:1 name: "name" is no good key`,
		"1:1 prices: is missing",
		"1:7 name: is short",
		"3:10 owner.rooms: is odd",
		`4:3 owner.nam: unknown key "nam"; did you mean "name"?`,
		"5:3 owner.tags: is short too",
		"5:10 owner.tags[0]: is plain",
		`5:13 owner.tags[1]: the bare off reads as a flag; put the text in quotes, such as "off"`,
	}, got)
}

func FuzzParse(f *testing.F) {
	f.Add(fullShop)
	f.Add(`{"name": "x", "parts": [{"rooms": 1}]}`)
	f.Add("a: &a [x]\nb: *a\n<<: *a\n")
	f.Add("? [a]\n: |\n  x\n... \n---\n")
	f.Fuzz(func(t *testing.T, text string) {
		var all Errors
		if err := decode("x", text); err != nil && !errors.As(err, &all) {
			t.Fatalf("%T: %v", err, err)
		}
		for _, e := range all {
			if e.Line < 1 || e.Column < 1 || e.Message == "" {
				t.Fatalf("no place or no message: %#v", e)
			}
		}
	})
}
