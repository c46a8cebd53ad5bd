package outbox_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mailServer is a small SMTP server on the loopback. It hears one conversation at a time.
type mailServer struct {
	address string
	// answer is asked first what to answer to a command; "" leaves it to the server.
	answer func(command string) string
	// config is for STARTTLS, which is offered with one, or for the whole connection with first.
	config *tls.Config
	first  bool

	mu       sync.Mutex
	commands []string
	mail     string
}

// serveMail starts a server that ends with the test.
func serveMail(t *testing.T, s *mailServer) *mailServer {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.address = listener.Addr().String()
	var over sync.WaitGroup
	over.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.converse(conn)
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		over.Wait()
	})
	return s
}

// converse answers the commands of one connection.
func (s *mailServer) converse(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	secure := s.first
	if secure {
		conn = tls.Server(conn, s.config)
	}
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = conn.Write([]byte(line + "\r\n")) }
	say("220 mx.example.com")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		command := strings.TrimSpace(line)
		s.hear(command)
		answer := ""
		if s.answer != nil {
			answer = s.answer(command)
		}
		switch {
		case answer != "":
			say(answer)
		case strings.HasPrefix(command, "EHLO") && s.config != nil && !secure:
			say("250-mx.example.com\r\n250-STARTTLS\r\n250 AUTH PLAIN")
		case strings.HasPrefix(command, "EHLO"):
			say("250-mx.example.com\r\n250 AUTH PLAIN")
		case command == "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, s.config)
			in, secure = bufio.NewReader(conn), true
		case strings.HasPrefix(command, "AUTH"):
			say("235 welcome")
		case command == "DATA":
			say("354 go on")
			s.read(in)
			say("250 taken")
		default:
			say("250 yes")
		}
	}
}

func (s *mailServer) hear(command string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
}

// read reads a mail to its end.
func (s *mailServer) read(in *bufio.Reader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mail = ""
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return
		}
		s.mail += strings.TrimPrefix(line, ".")
	}
}

// heard returns the commands and the mail.
func (s *mailServer) heard() ([]string, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands, s.mail
}

// selfSigned returns the configurations of a server for 127.0.0.1 and of a client that trusts it.
func selfSigned(t *testing.T) (server, client *tls.Config) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: roots}
}
