// Package smalldisk gives tests a disk of their own that can be filled up and
// emptied again.
package smalldisk

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// inside marks the process in which a test may mount.
const inside = "RINNALLA_SMALL_DISK"

// Disk is a file system of its own. Everybody may write under its Folder.
type Disk struct{ Folder string }

// Run runs the test with a disk of the size. It starts the calling test once
// more, alone, in a process whose mounts nobody else sees; a machine that allows
// no such process fails the test.
func Run(t *testing.T, size int64, test func(*testing.T, *Disk)) {
	t.Helper()
	if os.Getenv(inside) == "" {
		runInside(t)
		return
	}
	// Not t.TempDir: who runs a database must be able to walk there.
	folder, err := os.MkdirTemp("", "rinnalla-disk-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d,mode=1777", size)); err != nil {
		t.Fatalf("mount a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
		if err := os.Remove(folder); err != nil {
			t.Error(err)
		}
	})
	test(t, &Disk{folder})
}

// mayMount is CAP_SYS_ADMIN.
const mayMount = 21

func runInside(t *testing.T) {
	t.Helper()
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v", "-test.count=1")
	again.Env = append(os.Environ(), inside+"=1")
	if user, group := os.Getuid(), os.Getgid(); user == 0 {
		again.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	} else {
		// She stays herself, because PostgreSQL refuses to be run by root.
		again.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: user, HostID: user, Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: group, HostID: group, Size: 1}},
			AmbientCaps: []uintptr{mayMount},
		}
	}
	out, err := again.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("nobody may mount a small disk here (%v): run the tests as root with CAP_SYS_ADMIN, or allow user namespaces", err)
	}
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

func (d *Disk) ballast() string { return filepath.Join(d.Folder, "ballast") }

// Fill takes all room but so much.
func (d *Disk) Fill(left int64) error {
	var now syscall.Statfs_t
	if err := syscall.Statfs(d.Folder, &now); err != nil {
		return err
	}
	free := int64(now.Bavail)*now.Bsize - left
	if free < 0 {
		return fmt.Errorf("the small disk is too small: %d bytes are missing", -free)
	}
	ballast, err := os.Create(d.ballast())
	if err != nil {
		return err
	}
	block := make([]byte, 1<<20)
	for err == nil && free > 0 {
		var n int
		n, err = ballast.Write(block[:min(free, int64(len(block)))])
		free -= int64(n)
	}
	if closing := ballast.Close(); err == nil {
		err = closing
	}
	return err
}

// Free gives the room back.
func (d *Disk) Free() error { return os.Remove(d.ballast()) }
