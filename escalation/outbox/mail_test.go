package outbox_test

import (
	"context"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

// mailed returns the alert of five to five, to a mailbox.
func mailed() escalation.Notice {
	n := fiveToFive()
	n.To.Address = "mailto:ana@example.com"
	return n
}

// body returns the text of a mail.
func body(t require.TestingT, m *mail.Message) string {
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	require.NoError(t, err)
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// TestMailArrives: a mail is encrypted where the server can, signed on, and says what the notice says, in any alphabet.
func TestMailArrives(t *testing.T) {
	server, client := selfSigned(t)
	s := serveMail(t, &mailServer{config: server})
	m := &outbox.Mail{
		Server: s.address, From: "Hélp desk <desk@example.com>", RequireTLS: true, TLS: client, Hello: "desk.example.com",
		Auth: smtp.PlainAuth("", "desk", "word", "127.0.0.1"),
	}
	n := mailed()
	n.Ticket, n.Queue = "T-1 é", "сеть\n.\nQUIT"
	require.NoError(t, m.Notify(outbox.WithTrace(t.Context(), outbox.NewRoot("k", 1), outbox.Trace{}), n))
	commands, text := s.heard()
	require.Equal(t, []string{
		"EHLO desk.example.com", "STARTTLS", "EHLO desk.example.com", "AUTH PLAIN AGRlc2sAd29yZA==",
		"MAIL FROM:<desk@example.com>", "RCPT TO:<ana@example.com>", "DATA", "QUIT",
	}, commands)
	got, err := mail.ReadMessage(strings.NewReader(text))
	require.NoError(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, "At risk, 5m left: resolution of ticket T-1 é", subject)
	require.Equal(t, "<ana@example.com>", got.Header.Get("To"))
	require.Equal(t, "Fri, 06 Mar 2026 16:55:00 +0000", got.Header.Get("Date"))
	require.Equal(t, outbox.NewRoot("k", 1).String(), got.Header.Get("Traceparent"))
	require.Regexp(t, `^<[0-9a-f]{32}@example\.com>$`, got.Header.Get("Message-Id"))
	require.Equal(t, n.Text()+"\n", body(t, got))

	_, again := s.heard()
	require.NoError(t, m.Notify(t.Context(), n))
	_, text = s.heard()
	first, err := mail.ReadMessage(strings.NewReader(again))
	require.NoError(t, err)
	second, err := mail.ReadMessage(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, first.Header.Get("Message-Id"), second.Header.Get("Message-Id"), "the same key, the same mail")
}

// TestMailTLSFirst: where that is asked for, the connection is encrypted before anything is said.
func TestMailTLSFirst(t *testing.T) {
	server, client := selfSigned(t)
	s := serveMail(t, &mailServer{config: server, first: true})
	m := &outbox.Mail{Server: s.address, From: "desk@example.com", TLSFirst: true, RequireTLS: true, TLS: client}
	require.NoError(t, m.Notify(t.Context(), mailed()))
	commands, _ := s.heard()
	require.Equal(t, "EHLO localhost", commands[0])
	require.NotContains(t, commands, "STARTTLS")
}

// TestMailAnswers: an answer of 4xx and a lost connection are tried again, one of 5xx is permanent, and what the server says
// after it has taken a mail does not matter.
func TestMailAnswers(t *testing.T) {
	for _, c := range []struct {
		command, answer string
		permanent       bool
		ok              bool
	}{
		{"EHLO", "421 later", false, false},
		{"MAIL", "451 later", false, false},
		{"RCPT", "450 full", false, false},
		{"RCPT", "550 nobody", true, false},
		{"DATA", "554 no", true, false},
		{"RCPT", "what", false, false},
		{"QUIT", "500 stay", false, true},
	} {
		s := serveMail(t, &mailServer{answer: func(command string) string {
			if strings.HasPrefix(command, c.command) || c.command == "EHLO" && strings.HasPrefix(command, "HELO") {
				return c.answer
			}
			return ""
		}})
		m := &outbox.Mail{Server: s.address, From: "desk@example.com"}
		err := m.Notify(t.Context(), mailed())
		require.Equal(t, c.ok, err == nil, "%s: %v", c.answer, err)
		if err != nil {
			requireIs(t, c.permanent, err)
		}
	}
}

// requireIs requires that an error is permanent, or is not.
func requireIs(t *testing.T, permanent bool, err error) {
	t.Helper()
	if permanent {
		require.ErrorIs(t, err, outbox.ErrPermanent)
	} else {
		require.NotErrorIs(t, err, outbox.ErrPermanent)
	}
}

// TestMailNeedsTLS: a server that offers no encryption is refused where there has to be some, and gets no password.
func TestMailNeedsTLS(t *testing.T) {
	s := serveMail(t, &mailServer{})
	m := &outbox.Mail{Server: s.address, From: "desk@example.com", RequireTLS: true}
	require.ErrorContains(t, m.Notify(t.Context(), mailed()), "offers no STARTTLS")
	server, _ := selfSigned(t)
	m.Server = serveMail(t, &mailServer{config: server}).address
	require.ErrorContains(t, m.Notify(t.Context(), mailed()), "certificate", "a server that cannot be trusted")
}

// TestMailTimesOut: a server that says nothing is left after the time-out, or when the context ends.
func TestMailTimesOut(t *testing.T) {
	block := make(chan struct{})
	s := serveMail(t, &mailServer{answer: func(string) string { <-block; return "" }})
	defer close(block)
	m := &outbox.Mail{Server: s.address, From: "desk@example.com", Timeout: 20 * time.Millisecond}
	require.ErrorIs(t, m.Notify(t.Context(), mailed()), context.DeadlineExceeded)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m.Timeout = 0
	require.ErrorIs(t, m.Notify(ctx, mailed()), context.Canceled)
}

// TestLawMailHeaders: no text of a notice adds a header, and the body reads back. An address that is not one is refused.
func TestLawMailHeaders(t *testing.T) {
	s := serveMail(t, &mailServer{})
	m := &outbox.Mail{Server: s.address, From: "desk@example.com"}
	text := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"", "\r\nBcc: eve@example.com", "\n.\n", "\x00", "\u2028X: y\r\n\r\n", "é"}).Draw(t, "trick") +
			rapid.StringN(0, 300, -1).Draw(t, "text")
	})
	rapid.Check(t, func(t *rapid.T) {
		n := mailed()
		n.Key, n.Ticket, n.Queue = text.Draw(t, "key"), text.Draw(t, "ticket"), text.Draw(t, "queue")
		require.NoError(t, m.Notify(context.Background(), n))
		_, sent := s.heard()
		for _, line := range strings.Split(sent, "\r\n") {
			require.LessOrEqual(t, len(line), 998)
			require.NotContains(t, line, "\n")
		}
		got, err := mail.ReadMessage(strings.NewReader(sent))
		require.NoError(t, err)
		require.Len(t, got.Header, 9)
		require.Equal(t, 1, strings.Count(body(t, got), "\nPromise: "))

		n.To.Address = "mailto:ana@example.com" + rapid.SampledFrom([]string{"\r\nRCPT TO:<eve@example.com>", ", eve@example.com", " eve@example.com"}).Draw(t, "more")
		require.ErrorIs(t, m.Notify(context.Background(), n), outbox.ErrPermanent)
	})
}
