package intake

import "strings"

// small are labelled messages of a small desk: three labels with enough of them and one with few.
func small() (samples []Sample) {
	things := strings.Fields("invoice receipt statement bill")
	for label, forms := range map[string][]string{
		"billing/refund":  {"please refund the # you charged twice", "I want my money back for the #", "the # is wrong, send a refund", "refund this # today"},
		"outage/network":  {"the network is down in room #", "no internet since this morning, router #", "we are offline at site #", "cannot connect to the wifi, point #"},
		"access/password": {"I forgot my password for account #", "reset the login of user #", "my account # is locked", "cannot sign in as user #"},
	} {
		for i := range 40 {
			slot := strings.Repeat("x", 1+i/4)
			if label == "billing/refund" {
				slot = things[i/10] + " " + slot
			}
			samples = append(samples, Sample{strings.ReplaceAll(forms[i%4], "#", slot), label})
		}
	}
	for _, text := range []string{"where is your office", "how do I find your office", "which street is the office in"} {
		samples = append(samples, Sample{text, "visit"})
	}
	for _, text := range []string{"what is the weather", "tell me a joke", "who won the game"} {
		samples = append(samples, Sample{text, OutOfScope})
	}
	return samples
}
