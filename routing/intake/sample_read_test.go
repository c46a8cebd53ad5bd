package intake

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/bellhop-sla/bellhop/calendar"
)

func TestReadSamples(t *testing.T) {
	two := []Sample{{"it is down", "outage"}, {"my \"bill\",\nplease", "billing"}}
	for _, c := range []struct {
		name, text string
		columns    Columns
		want       []Sample
	}{
		{"CSV", "text,label\nit is down,outage\n\"my \"\"bill\"\",\nplease\",billing\n", Columns{}, two},
		{"CSV with a mark and other columns", "\ufeffid,category,text\r\n1,outage,it is down\r\n2,billing,\"my \"\"bill\"\",\nplease\"\r\n", Columns{}, two},
		{"CSV with named columns", "b,a,text,label\noutage,it is down,x,y\n", Columns{Text: "a", Label: "b"}, two[:1]},
		{"JSON", ` {"oos_train": [["sing", "oos"]], "train": [["it is down", "outage"]]}`, Columns{}, []Sample{{"sing", "oos"}, {"it is down", "outage"}}},
		{"JSON in part", `{"val": [["sing", "oos"]], "train": [["it is down", "outage"]]}`, Columns{Parts: []string{"train"}}, two[:1]},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ReadSamples("f", []byte(c.text), c.columns)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		})
	}
}

func TestReadSamplesRefuses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		columns    Columns
		want       string
	}{
		{"empty", "", Columns{}, "f: no sample stands in it"},
		{"only names", "text,label\n", Columns{}, "f: no sample stands in it"},
		{"no columns", "texts,labels\na,b\n", Columns{}, "f:1: unknown column \"text\"; did you mean \"texts\"?\nf:1: unknown column \"label, category, intent\"; write one of texts, labels"},
		{"other columns", "text,label\na,b\n", Columns{Text: "txt"}, `f:1: unknown column "txt"; did you mean "text"?`},
		{"lines", "text,label\na,\nb\nc,d\n\"e\n,\n", Columns{}, "f:2: label: missing; write type/intent, or oos for what belongs to no label\nf:3: wrong number of fields\nf:6: extraneous or missing \" in quoted-field"},
		{"broken names", "\"te\"xt,label\n", Columns{}, "f:1: extraneous or missing \" in quoted-field"},
		{"texts", "text,label\n ,x\na,y/\nb,/y\nc,unclassified\nd,unclassified/z\n", Columns{}, "f:2: text: missing; write the message\n" +
			"f:3: label: \"y/\" has nothing on one side of the slash; write type/intent, or one word for both\n" +
			"f:4: label: \"/y\" has nothing on one side of the slash; write type/intent, or one word for both\n" +
			"f:5: label: \"unclassified\" is what a reading says that does not know; write oos for what belongs to no label\n" +
			"f:6: label: \"unclassified/z\" is what a reading says that does not know; write oos for what belongs to no label"},
		{"JSON", "{\"train\": [\n[\"a\", \"b\"],\n[\"a\" \"b\"]]}", Columns{}, "f:3: is no JSON: invalid character '\"' after array element"},
		{"lists", `{"train": 1, "test": {"a": "b"}, "val": [["a", "b"]]}`, Columns{}, "f: test: is no list of pairs of text and label\nf: train: is no list of pairs of text and label"},
		{"pairs", `{"train": [["a"], ["a", "b"], ["a", ""], ["a", 1], [null, "b"], "a", ["", "b/"], ["a", "b", "c"]]}`, Columns{},
			"f: train[0]: is no pair of text and label\nf: train[2].label: missing; write type/intent, or oos for what belongs to no label\n" +
				"f: train[3]: is no pair of text and label\nf: train[4]: is no pair of text and label\nf: train[5]: is no pair of text and label\n" +
				"f: train[6].text: missing; write the message\nf: train[6].label: \"b/\" has nothing on one side of the slash; write type/intent, or one word for both\n" +
				"f: train[7]: is no pair of text and label"},
		{"twice", `{"train": [["a", "b"]], "val": [["c", "d"]], "train": [["e", "f"]]}`, Columns{Parts: []string{"val"}}, `f: the part "train" stands twice; give one of them another name, or put them together`},
		{"parts", `{"train": [["a", "b"]]}`, Columns{Parts: []string{"trian"}}, `f: unknown part "trian"; did you mean "train"?`},
		{"many", "text,label\n" + strings.Repeat("a,\n", 22), Columns{}, "f:21: label: missing; write type/intent, or oos for what belongs to no label\nand 2 faults more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadSamples("f", []byte(c.text), c.columns)
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			require.Contains(t, "\n"+err.Error()+"\n", "\n"+c.want+"\n")
		})
	}
}

// FuzzReadSamples: what is read has labels, and a file that is refused says where.
func FuzzReadSamples(f *testing.F) {
	f.Add("text,label\na,b\n\"c\",d\n", "")
	f.Add(`{"train": [["a", "b"]]}`, "train")
	f.Fuzz(func(t *testing.T, text, name string) {
		samples, err := ReadSamples("f", []byte(text), Columns{Text: name, Label: name})
		if err != nil {
			var problems calendar.Problems
			require.ErrorAs(t, err, &problems)
			return
		}
		require.NotEmpty(t, samples)
		for _, s := range samples {
			require.NotEmpty(t, s.Label)
		}
	})
}
