package outbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/smtp"
	"net/textproto"
	"time"
)

// errPlain says that a server offers no encryption and that there has to be some.
var errPlain = errors.New("the server offers no STARTTLS, and RequireTLS is set")

// send hands a mail to the server. It returns when ctx ends, or after Timeout.
func (m *Mail) send(ctx context.Context, from, to string, text []byte) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(m.Timeout, 15*time.Second))
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", m.Server)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // what the server has said counts
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	err = m.speak(conn, from, to, text)
	var answer *textproto.Error
	switch {
	case ctx.Err() != nil && err != nil:
		return ctx.Err()
	case errors.As(err, &answer) && answer.Code/100 == 5:
		return Permanent(err)
	}
	return err
}

// speak is one conversation with the server.
func (m *Mail) speak(conn net.Conn, from, to string, text []byte) error {
	client, err := m.greet(conn)
	if err != nil {
		return err
	}
	if m.Auth != nil {
		if err := client.Auth(m.Auth); err != nil {
			return err
		}
	}
	if err := client.Mail(from); err != nil {
		return err
	}
	if err := client.Rcpt(to); err != nil {
		return err
	}
	body, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := body.Write(text); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return err
	}
	_ = client.Quit() // the server has taken the mail
	return nil
}

// greet opens the conversation, encrypted where that can be.
func (m *Mail) greet(conn net.Conn) (*smtp.Client, error) {
	host, port, err := net.SplitHostPort(m.Server)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if m.TLS != nil {
		config = m.TLS.Clone()
	}
	config.ServerName = cmp.Or(config.ServerName, host)
	secure := m.TLSFirst || port == "465"
	if secure {
		conn = tls.Client(conn, config)
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return nil, err
	}
	if err := client.Hello(cmp.Or(m.Hello, "localhost")); err != nil {
		return nil, err
	}
	offered, _ := client.Extension("STARTTLS")
	switch {
	case secure:
		return client, nil
	case offered:
		return client, client.StartTLS(config)
	case m.RequireTLS:
		return nil, errPlain
	}
	return client, nil
}
