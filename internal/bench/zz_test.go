package bench

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/db"
	"rinnalla/internal/report"
)

func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(0, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestZZ(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("ZZ"))
	folder := "/tmp/chg/" + os.Getenv("ZZ")
	s := &session{Options: Options{Rows: n, Seconds: 1, Runs: 1, Progress: io.Discard}, ctx: context.Background(), engine: db.SQLite, folder: folder}
	s.store = files{folder}
	path := filepath.Join(folder, "w-database", "rinnalla.db")
	if _, err := os.Stat(path); err != nil {
		os.MkdirAll(folder, 0o700)
		w, err := s.prepare("w", 0)
		if err != nil {
			t.Fatal(err)
		}
		units, err := s.measureMany(w, n)
		if err != nil {
			t.Fatal(err)
		}
		os.WriteFile(folder+"/unit", []byte(units[len(units)/2]), 0o600)
		os.WriteFile(folder+"/org", []byte(w.organisation.String()), 0o600)
	}
	d, err := db.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var o access.OrganisationID
	b, _ := os.ReadFile(folder + "/org")
	o.Scan(string(b))
	who := access.Actor{Kind: access.KindWorker, Posts: []access.Post{{Role: access.RoleLeader, Organisation: o}}}
	acts := act.New(d, now)
	known := &report.Known{}
	for range 3 {
		for _, unit := range []bool{false, true} {
			q := report.ChangeQuery{Instrument: measuredCode, Rule: report.DefaultDisclosure(), Known: known}
			if unit {
				b, _ := os.ReadFile(folder + "/unit")
				q.Unit.Scan(string(b))
			}
			begin, c := time.Now(), cpu()
			var r report.Change
			err := acts.Read(context.Background(), who, func(tx *act.Tx) error {
				var err error
				r, err = report.OfChange(tx, q)
				return err
			})
			var mem runtime.MemStats
			runtime.ReadMemStats(&mem)
			t.Log(unit, time.Since(begin), "cpu", cpu()-c, "sys MB", mem.Sys>>20, err, r.Scales[0].Pairs, r.Scales[0].Alpha)
		}
	}
}
