package sla

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
)

// Rule says which release of the policies took the events of a state: from the event with the key From on, or from the first
// one when From is empty, until the next Rule. An event that arrives late is taken by the release that took the one before it,
// so that a release which came in between moves nothing.
type Rule struct {
	From    string `json:"from,omitempty"`
	Release string `json:"release"`
}

// newRelease returns the SHA-256 of everything that p decides by: its policies in order and its calendars by name.
func (p *Policies) newRelease() string {
	doc := struct {
		Versions  []PolicyRef       `json:"versions"`
		Calendars map[string]string `json:"calendars"`
	}{p.Versions(), map[string]string{}}
	for name, hours := range p.calendars {
		doc.Calendars[name] = hours.Fingerprint()
	}
	bytes, _ := json.Marshal(doc) // texts always marshal
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}

// knowReleases notes that p knows itself and the releases that earlier knows.
func (p *Policies) knowReleases(earlier map[string]*Policies) {
	releases := maps.Clone(p.releases)
	if releases == nil {
		releases = map[string]*Policies{}
	}
	for release, q := range earlier {
		if releases[release] == nil {
			releases[release] = q
		}
	}
	releases[p.release] = p
	p.releases = releases
}

// takenBy notes that the event of a key is taken by a release.
func (st *State) takenBy(release, key string) {
	n := len(st.Rules)
	switch {
	case n == 0 && len(st.Log) == 0:
		st.Rules = append(st.Rules, Rule{Release: release})
	case n == 0 || st.Rules[n-1].Release != release:
		st.Rules = append(st.Rules, Rule{From: key, Release: release})
	}
}

// rulesOf returns the policies that took each event of a log. Events from before the first Rule are taken by p.
func (p *Policies) rulesOf(st *State, log []Event) ([]*Policies, error) {
	taken, now, next := make([]*Policies, len(log)), p, 0
	for i := range log {
		if next < len(st.Rules) && (st.Rules[next].From == "" || st.Rules[next].From == log[i].Key) {
			if now = p.releases[st.Rules[next].Release]; now == nil {
				return nil, fmt.Errorf("release %s of the policies: %w", st.Rules[next].Release, ErrUnknownVersion)
			}
			next++
		}
		taken[i] = now
	}
	return taken, nil
}
