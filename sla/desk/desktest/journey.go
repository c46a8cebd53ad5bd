package desktest

import (
	_ "embed"
	"time"

	"github.com/bellhop-sla/bellhop/sla/pack"
)

//go:embed testdata/journey.yaml
var journeyPack []byte

//go:embed testdata/journey.txt
var journeyText string

// JourneyText is a ticket's whole way as a story: opened late on a Friday, at risk, answered, paused on the customer, resumed,
// breached while nobody swept, escalated to each level, acknowledged, handed off and declined, resolved, reopened and merged,
// with every record that it left.
func JourneyText() string { return journeyText }

// Journey tells that story over an empty store. It is to be equal to [JourneyText], to the byte, over every store.
func Journey(store Store) (string, error) {
	p, err := pack.Read("journey.yaml", journeyPack, nil)
	if err != nil {
		return "", err
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return "", err
	}
	return Story(store, p, zone, journeyText)
}
