package cluster

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// debianBinaries is where Debian 12 keeps the server's programs, outside PATH.
const debianBinaries = "/usr/lib/postgresql/15/bin"

// findBinaries answers the folder of initdb and postgres.
func findBinaries() (string, error) {
	candidates := []string{debianBinaries}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		candidates = append(candidates, strings.TrimSpace(string(out)))
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		candidates = append(candidates, filepath.Dir(path))
	}
	for _, folder := range candidates {
		_, initdb := os.Stat(filepath.Join(folder, "initdb"))
		_, postgres := os.Stat(filepath.Join(folder, "postgres"))
		if initdb == nil && postgres == nil {
			return folder, nil
		}
	}
	return "", errors.New("PostgreSQL's server programs are not installed: apt-get install postgresql-15")
}

// temporary is where a cluster lies that is told nothing else.
func temporary() string {
	// A socket's path may have 107 bytes at most.
	if folder := os.TempDir(); len(folder) <= 60 {
		return folder
	}
	return "/tmp"
}

// newFolder makes a folder that belongs to the user who will run the server.
func newFolder(parent string) (string, error) {
	folder, err := os.MkdirTemp(parent, "rinnalla-pg-")
	if err != nil {
		return "", err
	}
	runner, err := unprivileged()
	if err != nil || runner == nil {
		return folder, err
	}
	return folder, os.Chown(folder, int(runner.Uid), int(runner.Gid))
}

// unprivileged is whom to run the server as when we are root, whom PostgreSQL refuses; nil when we are not.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	found, err := user.Lookup("postgres")
	if err != nil {
		if found, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// command prepares one of PostgreSQL's programs. It sees none of the caller's environment, so that no PG* or LC_* variable bends it.
func (c *Cluster) command(program string, args ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(c.bin, program), args...)
	command.Dir = c.folder
	command.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.folder, "LC_ALL=C", "TZ=UTC"}
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// newFolder has asked the same question and would have failed.
	command.SysProcAttr.Credential, _ = unprivileged()
	return command
}

// childrenOf lists the direct children of a process; PostgreSQL's server processes have none of their own.
func childrenOf(parent int) ([]int, error) {
	out, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", parent, parent))
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, field := range strings.Fields(string(out)) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			return nil, err
		}
		pids = append(pids, pid)
	}
	return pids, nil
}

func kill(pid int) error {
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("kill %d: %w", pid, err)
	}
	return nil
}

// awaitGone returns when none of the killed processes holds memory or files any more.
func awaitGone(pids []int) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for _, pid := range pids {
		for alive(pid) {
			select {
			case <-tick.C:
			case <-late:
				return fmt.Errorf("process %d does not go away", pid)
			}
		}
	}
	return nil
}

// alive is false for a zombie too: it has let go of everything.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, state, found := strings.Cut(string(stat), ") ")
	return found && !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
}
