package desktest

import (
	"runtime/debug"
	"slices"
)

// rule is one thing that must hold.
type rule struct {
	name string
	// broken says what went wrong, and what it costs, when the rule does not hold.
	broken string
	// needs are the powers without which the rule says nothing.
	needs []power
	check func(*bench)
}

// rules are all rules, in the order in which they are best read.
func rules() []rule {
	return slices.Concat(updateRules, sweepRules, queueRules, letterRules, powerRules, raceRules, orderRules, loopRules, clockRules, rowRules,
		deliverRules, crowdRules, faultRules, stopRules)
}

// run checks the rule on one build.
func (r rule) run(t reporter, of build) {
	t.Helper()
	b := newBench(t, r.broken, of)
	if name := b.absent(r.needs); name != "" {
		t.Logf("not checked: the store offers no %s", name)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			b.fail("panic: %v\n%s", p, debug.Stack())
		}
	}()
	r.check(b)
}

// ruleOf returns the rule of a name.
func ruleOf(name string) rule {
	all := rules()
	return all[slices.IndexFunc(all, func(r rule) bool { return r.name == name })]
}

// Rule is what a host may know of a rule of the suite.
type Rule struct {
	// Name is that of its subtest.
	Name string
	// Broken says what went wrong, and what it costs, where it does not hold.
	Broken string
	// Needs are the powers without which it is not checked.
	Needs []string
}

// Rules returns all rules of the suite, in the order in which they are checked.
func Rules() []Rule {
	var list []Rule
	for _, r := range rules() {
		told := Rule{Name: r.name, Broken: r.broken}
		for _, p := range r.needs {
			told.Needs = append(told.Needs, p.name)
		}
		list = append(list, told)
	}
	return list
}
