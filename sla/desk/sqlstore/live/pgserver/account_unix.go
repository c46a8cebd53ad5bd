//go:build unix

package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// accounts are those that root lends, the first one that exists.
var accounts = []string{"postgres", "nobody"}

// account returns the user and the group that the server runs as; false is this process's own.
func account() (uid, gid int, other bool, err error) {
	if os.Geteuid() != 0 {
		return 0, 0, false, nil
	}
	for _, name := range accounts {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.Atoi(u.Uid)
		if err != nil {
			return 0, 0, false, fmt.Errorf("account %q: %w", name, err)
		}
		gid, err := strconv.Atoi(u.Gid)
		if err != nil {
			return 0, 0, false, fmt.Errorf("account %q: %w", name, err)
		}
		return uid, gid, true, nil
	}
	return 0, 0, false, errors.New("PostgreSQL does not run as root, and there is neither an account postgres nor nobody")
}

// lend gives a folder to the account of the server.
func lend(dir string) error {
	uid, gid, other, err := account()
	if err != nil || !other {
		return err
	}
	return os.Chown(dir, uid, gid)
}

// as makes a command run under the account of the server, and apart from the signals of this terminal.
func as(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if uid, gid, other, err := account(); err == nil && other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}
