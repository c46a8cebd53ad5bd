package intake

import "github.com/bellhop-sla/bellhop/sla"

// Message is what a customer wrote, as it arrived.
type Message struct {
	// Channel is the way it came, such as email or chat.
	Channel string `json:"channel,omitempty" yaml:"channel,omitempty"`
	Subject string `json:"subject,omitempty" yaml:"subject,omitempty"`
	Text    string `json:"text" yaml:"text"`
	// Sender is the address it came from, such as ana@bank.example. It proves nothing about who wrote.
	Sender string `json:"sender,omitempty" yaml:"sender,omitempty"`
	// ExternalID is the name that the channel gave it, such as the Message-ID of a mail. Clients have been seen to give every
	// message the same.
	ExternalID string `json:"external_id,omitempty" yaml:"external_id,omitempty"`
	// At is when it arrived.
	At sla.Instant `json:"at,omitzero" yaml:"at,omitempty"`
}

// Body returns the subject and the text, on lines of their own. Without a subject it is the text.
func (m Message) Body() string {
	if m.Subject == "" {
		return m.Text
	}
	return m.Subject + "\n" + m.Text
}
