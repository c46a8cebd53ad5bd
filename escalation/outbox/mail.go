package outbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/sla"
)

// Mail is a notifier that sends notices by SMTP (RFC 5321), as plain text. The address is mailto: and one address of mail,
// such as mailto:ana@example.com.
//
// The connection is encrypted where the server offers STARTTLS, or from its start with TLSFirst and on port 465. The Message-ID is a function of
// the key, by which a mailbox can tell a notice that is sent again. An answer of 4xx is tried again, one of 5xx is permanent.
type Mail struct {
	// Server is host:port, such as smtp.example.com:587. It is required.
	Server string
	// From is the sender, such as Help desk <desk@example.com>. It is required.
	From string
	// Auth signs on, such as smtp.PlainAuth("", user, password, host). None means without.
	Auth smtp.Auth
	// RequireTLS refuses a server that offers no encryption.
	RequireTLS bool
	// TLSFirst encrypts from the start of the connection, as port 465 is for (RFC 8314).
	TLSFirst bool
	// TLS is for encryption; nil means the defaults, with the host of Server as the name.
	TLS *tls.Config
	// Hello is the name that the client gives itself. None means localhost.
	Hello string
	// Timeout is of one mail; 0 means 15s.
	Timeout time.Duration
}

// Check returns every fault of the fields, each at its place, as [calendar.Problems].
func (m *Mail) Check() error {
	var faults calendar.Problems
	if host, port, err := net.SplitHostPort(m.Server); err != nil || host == "" || port == "" {
		faults.Add("Server", "%q is no server: write host:port, such as smtp.example.com:587", m.Server)
	}
	if _, err := mail.ParseAddress(m.From); err != nil {
		faults.Add("From", "%q is no address of mail: write one such as Help desk <desk@example.com>", m.From)
	}
	if strings.ContainsAny(m.Hello, "\r\n ") {
		faults.Add("Hello", "%q is no name: write one such as desk.example.com", m.Hello)
	}
	if m.Timeout < 0 {
		faults.Add("Timeout", "must not be negative; 0 means the default")
	}
	return faults.Err()
}

// Notify sends a notice as a mail.
func (m *Mail) Notify(ctx context.Context, n escalation.Notice) error {
	if err := m.Check(); err != nil {
		return Permanent(err)
	}
	from, _ := mail.ParseAddress(m.From) // Check has parsed it
	to, err := mail.ParseAddress(rest(&n))
	if err != nil {
		return Permanent(fmt.Errorf("address %q: %w", n.To.Address, err))
	}
	own, _ := TraceFrom(ctx)
	return m.send(ctx, from.Address, to.Address, mailText(&n, from, to, own))
}

// mailText returns a notice as a mail. No text of the notice can add a header or a line to one.
func mailText(n *escalation.Notice, from, to *mail.Address, own Trace) []byte {
	const subject = 200 // characters
	at := n.At
	if at == 0 {
		at = sla.Instant(1) // a mail has a date
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", from.String()},
		{"To", to.String()},
		{"Subject", mime.QEncoding.Encode("utf-8", cut(pageOf(n).title, subject))},
		{"Date", at.Time().Format(time.RFC1123Z)},
		{"Message-ID", "<" + hexKey("mail", n.Key) + "@" + domain + ">"},
		{"Auto-Submitted", "auto-generated"},
		{"Traceparent", own.String()},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		if h[1] != "" {
			b.WriteString(h[0] + ": " + h[1] + "\r\n")
		}
	}
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(n.Text() + "\n")) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}
