package outage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"rinnalla/internal/db"
)

const place = "RINNALLA_OUTAGE_PLACE"

// again is this test program in a role of its own.
func again(name string, folder string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), role+"="+name, place+"="+folder)
	return cmd
}

func TestAFullDiskIsToldAndWorkGoesOnWhenThereIsRoom(t *testing.T) {
	cmd := again("small disk", t.TempDir())
	// A user of its own name space may mount a small disk of its own.
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINVAL) {
		cmd = again("small disk", t.TempDir())
		out, err = cmd.CombinedOutput()
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// disk is a place that can be filled up and emptied again.
type disk struct {
	folder string
	reason string // what the database calls it
	free   func() error
}

const diskSize = 8 << 20

// smallDisk is a real file system without room. Where none may be mounted, a
// limit on the size of files stands for it: the same writes fail, with another
// number.
func smallDisk(folder string) (disk, error) {
	err := syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprint("size=", diskSize))
	if err != nil {
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{}
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			return disk{}, err
		}
		high := limit.Cur
		limit.Cur = diskSize / 4
		return disk{folder, "lost", func() error {
			limit.Cur = high
			return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
		}}, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	}
	ballast := filepath.Join(folder, "ballast")
	return disk{folder, "full", func() error { return os.Remove(ballast) }},
		os.WriteFile(ballast, make([]byte, diskSize/2), 0o600)
}

// onSmallDisk writes with eight writers until the disk is full, looks around,
// makes room, and writes on with the same open database.
func onSmallDisk() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	d, err := smallDisk(os.Getenv(place))
	if err != nil {
		return err
	}
	path := filepath.Join(d.folder, "rinnalla.db")
	p, err := newProbe(ctx, path)
	if err != nil {
		return err
	}
	var done ledger
	if err := p.fill(ctx, &done, d.reason); err != nil {
		return err
	}
	if err := clear(p.add(ctx, -1, strings.Repeat("x", 100_000)), d.reason); err != nil {
		return err
	}
	if err := p.look(ctx); err != nil {
		return fmt.Errorf("reading on a full disk: %w", err)
	}
	if err := d.free(); err != nil {
		return err
	}
	for n := range int64(50) {
		if err := p.add(ctx, 1_000_000+n, "again"); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
		done.add(1_000_000 + n)
	}
	if err := p.check(ctx, done.all, nil); err != nil {
		return err
	}
	if err := errors.Join(whole(ctx, p.db), p.db.Close()); err != nil {
		return err
	}
	fmt.Printf("%s: %d acts kept\n", d.reason, len(done.all))
	return p.reopened(ctx, path, done.all)
}

// ledger is what has been acknowledged.
type ledger struct {
	sync.Mutex
	all []int64
}

func (l *ledger) add(n int64) {
	l.Lock()
	defer l.Unlock()
	l.all = append(l.all, n)
}

// fill writes until every writer has met the end of the disk.
func (p *probe) fill(ctx context.Context, done *ledger, reason string) error {
	ends := make(chan error)
	const writers = 8
	for w := range int64(writers) {
		go func() {
			for n := int64(0); ; n++ {
				number := w*10_000 + n
				err := p.add(ctx, number, strings.Repeat("x", 2000))
				if err != nil {
					ends <- clear(err, reason)
					return
				}
				done.add(number)
			}
		}()
	}
	var errs []error
	for range writers {
		errs = append(errs, <-ends)
	}
	return errors.Join(errs...)
}

func (p *probe) reopened(ctx context.Context, path string, acknowledged []int64) error {
	next, err := openProbe(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(next.check(ctx, acknowledged, nil), whole(ctx, next.db), next.db.Close())
}

// whole asks SQLite to check its own file.
func whole(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(tx *db.Tx) (err error) {
		rows, err := tx.Query("PRAGMA integrity_check")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var verdict string
			if err := rows.Scan(&verdict); err != nil || verdict != "ok" {
				return errors.Join(err, errors.New("integrity: "+verdict))
			}
		}
		return rows.Err()
	})
}

func TestAReadOnlyFileIsToldAndServesAgainOnceItMayBeWritten(t *testing.T) {
	// Not t.TempDir: the unprivileged process must be able to walk there.
	folder, err := os.MkdirTemp("", "rinnalla-outage")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	path := filepath.Join(folder, "rinnalla.db")
	p, err := newProbe(inTime(t), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.db.Close(); err != nil {
		t.Fatal(err)
	}
	for file, mode := range map[string]os.FileMode{folder: 0o777, path: 0o444} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := again("read-only", folder).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err = openProbe(inTime(t), path); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(p.add(inTime(t), 1, ""), p.check(inTime(t), []int64{1}, nil), p.db.Close()); err != nil {
		t.Fatal(err)
	}
}

// onReadOnlyFile finds a file that it may read but not write.
func onReadOnlyFile() error {
	if os.Getuid() == 0 { // whom no mode of a file stops
		if err := errors.Join(syscall.Setgid(65534), syscall.Setuid(65534)); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p, err := openProbe(ctx, filepath.Join(os.Getenv(place), "rinnalla.db"))
	if err != nil {
		return err
	}
	if err := clear(p.add(ctx, 1, ""), "readonly"); err != nil {
		return err
	}
	return errors.Join(p.look(ctx), p.db.Close())
}
