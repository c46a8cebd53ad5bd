package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
)

// pool are the worker processes.
type pool struct {
	alive []*exec.Cmd
	log   *os.File // what all of them say
}

// start starts a worker.
func (p *pool) start(ctx context.Context, j job) (*exec.Cmd, error) {
	text, err := json.Marshal(j)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, workerName, string(text))
	cmd.Stderr = p.log
	if _, err := cmd.StdinPipe(); err != nil { // closes with this process
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p.alive = append(p.alive, cmd)
	return cmd, nil
}

// kill kills a worker as kill -9 does.
func (p *pool) kill(cmd *exec.Cmd) error {
	p.alive = slices.DeleteFunc(p.alive, func(c *exec.Cmd) bool { return c == cmd })
	err := cmd.Process.Kill()
	_ = cmd.Wait() // says that it was killed
	return err
}

// stop asks all workers to stop and waits for them.
func (p *pool) stop() {
	for _, cmd := range p.alive {
		_ = cmd.Process.Signal(syscall.SIGTERM) // one that is gone hears nothing
	}
	for _, cmd := range p.alive {
		_ = cmd.Wait() // what it said stands in the log
	}
	p.alive = nil
}

// said returns how often a text stands in what the workers said.
func (p *pool) said(text string) (int, error) {
	data, err := os.ReadFile(p.log.Name())
	return strings.Count(string(data), text), err
}
