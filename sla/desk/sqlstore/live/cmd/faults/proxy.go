package main

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// proxy is the network between the workers and the receiver. While it is cut, nothing comes through: what is sent is never
// answered, on old connections and on new ones.
type proxy struct {
	listener net.Listener
	to       string
	cut      atomic.Bool

	mu    sync.Mutex
	conns map[net.Conn]bool
}

// openProxy opens a network that leads to an address.
func openProxy(ctx context.Context, to string) (*proxy, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{listener: listener, to: to, conns: map[net.Conn]bool{}}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // it was closed
			}
			go p.carry(conn)
		}
	}()
	return p, nil
}

func (p *proxy) address() string { return p.listener.Addr().String() }

// close ends the network.
func (p *proxy) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		_ = conn.Close() // of no more use
	}
	return p.listener.Close()
}

// carry carries what is said on a connection, both ways.
func (p *proxy) carry(conn net.Conn) {
	defer p.forget(conn)
	p.mu.Lock()
	p.conns[conn] = true
	p.mu.Unlock()
	far, err := net.Dial("tcp", p.to)
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }() // both ends are gone
	go func() { _, _ = io.Copy(p.gate(conn), far); _ = conn.Close() }()
	_, _ = io.Copy(p.gate(far), conn) // ends with either end
}

func (p *proxy) forget(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, conn)
	_ = conn.Close() // of no more use
}

// gate is the way to one end.
func (p *proxy) gate(to io.Writer) io.Writer { return gate{p, to} }

type gate struct {
	proxy *proxy
	to    io.Writer
}

// Write carries bytes on, or drops them.
func (g gate) Write(data []byte) (int, error) {
	if g.proxy.cut.Load() {
		return len(data), nil
	}
	return g.to.Write(data)
}

// cutFor cuts the network for a time.
func (p *proxy) cutFor(d time.Duration) {
	p.cut.Store(true)
	time.AfterFunc(d, func() { p.cut.Store(false) })
}
