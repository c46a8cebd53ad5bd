package audit_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/audit"
)

var catalog = map[string]string{"escalation.fired": "{clock} came to level {level}"}

// TestRecordsReadAsLines: who did what, why, on which rule, down to each field.
func TestRecordsReadAsLines(t *testing.T) {
	require.Equal(t, "2026-11-24 02:00 UTC  rule resolution for user ana  escalation.fired  "+
		"resolution came to level 2, priority high → urgent, watchers nothing → bo, cy  "+
		"rule resolution/75%, policy gold, version 9f86d081884c7d65, release 2026-11-23.1, event evt-8812", fired().Explain(catalog))

	r := least()
	require.Equal(t, "2026-11-24 02:00 UTC  system  a noop", r.String())
	r.At = r.At.Add(time.Second)
	r.Recorded = r.At.Add(time.Hour)
	r.Reason = audit.Reason{Template: "late", Args: []audit.Arg{{Name: "by", Value: audit.Int(3600)}, {Name: "again", Value: audit.Flag(true)}}}
	require.Equal(t, "2026-11-24 02:00:01 UTC  system  a noop  late (by 3600, again true)  learned 2026-11-24 03:00:01 UTC", r.String())
}

// TestReasonsFillTheirTemplate: what an argument brings is never a placeholder.
func TestReasonsFillTheirTemplate(t *testing.T) {
	r := audit.Reason{Template: "t", Args: []audit.Arg{{Name: "a", Value: audit.Text("{b}")}, {Name: "b", Value: audit.Text("")}}}
	for template, want := range map[string]string{
		"": "", "plain": "plain", "{a} and {b}.": `{b} and "".`, "{c} {a}": "{c} {b}", "{": "{", "{a": "{a", "}{a}{": "}{b}{", "{{a}}": "{{b}}",
	} {
		require.Equal(t, want, r.Explain(map[string]string{"t": template}), template)
	}
	require.Equal(t, `t (a {b}, b "")`, r.Explain(nil))
	require.Equal(t, "u", audit.Reason{Template: "u"}.Explain(catalog))
}

// Lines: whatever a record holds, it is one line of what can be printed.
func TestLawARecordIsOneLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := records.Draw(t, "record")
		line := r.Explain(map[string]string{r.Reason.Template: "a\n\u202e" + texts.Draw(t, "template")})
		for _, c := range line {
			require.True(t, strconv.IsPrint(c), "%q in %q", c, line)
		}
	})
}
